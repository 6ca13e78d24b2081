package io.winnow.trainer.serve;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Reads the bodies of requests. They are in memory before their requests wait for a batch, so they are limited together as well as one by one.
 */
final class Bodies {
    private static final int PIECE = 1 << 16;

    private final long most;
    private final long together;
    private final AtomicLong held = new AtomicLong();

    /**
     * @param most largest length of a body
     * @param together what all bodies that are not closed may have
     */
    Bodies(long most, long together) {
        this.most = Math.min(most, Integer.MAX_VALUE - 16);
        this.together = Math.max(together, this.most);
    }

    /** A body is longer than one may be. */
    static final class TooLongException extends Exception {
        private static final long serialVersionUID = 1L;
    }

    /** The bytes of a body, which count until it is closed. */
    final class Body implements AutoCloseable {
        private byte[] bytes;
        private long reserved;

        private void reserve(long bytes) throws Batcher.FullException {
            reserved += bytes;
            if (held.addAndGet(bytes) > together) {
                throw new Batcher.FullException();
            }
        }

        /** The bytes themselves, which are in memory once. */
        byte[] bytes() {
            return bytes;
        }

        @Override
        public void close() {
            held.addAndGet(-reserved);
            reserved = 0;
        }
    }

    /** Collects bytes, and gives them away without a copy if there are as many as were expected. */
    private static final class Collected extends ByteArrayOutputStream {
        Collected(int expected) {
            super(expected);
        }

        synchronized byte[] given() {
            return count == buf.length ? buf : toByteArray();
        }
    }

    /**
     * Reads a body. One whose length is announced has its place from the beginning on; of another, what has arrived counts.
     *
     * @param announced its length; -1 if it is not known
     * @throws TooLongException if it is longer than one may be
     * @throws Batcher.FullException if there is no place for it
     */
    Body read(InputStream in, long announced) throws IOException, TooLongException, Batcher.FullException {
        if (announced > most) {
            passOver(in);
            throw new TooLongException();
        }
        Body body = new Body();
        try {
            body.reserve(Math.max(0, announced));
            Collected read = new Collected(announced < 0 ? PIECE : (int) announced);
            byte[] piece = new byte[PIECE];
            for (int length = in.read(piece); length >= 0; length = in.read(piece)) {
                if ((long) read.size() + length > most) {
                    throw new TooLongException(); // the rest may have no end, and is not read
                }
                body.reserve(Math.max(0, read.size() + length - body.reserved));
                read.write(piece, 0, length);
            }
            body.bytes = read.given();
            return body;
        } catch (Batcher.FullException e) {
            body.close();
            passOver(in);
            throw e;
        } catch (IOException | TooLongException | RuntimeException | Error e) {
            body.close();
            throw e;
        }
    }

    /** Reads the rest of a body: a client that still sends when the connection is closed would not see the answer. */
    static void passOver(InputStream in) throws IOException {
        in.transferTo(OutputStream.nullOutputStream());
    }
}
