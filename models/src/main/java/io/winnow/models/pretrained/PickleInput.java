package io.winnow.models.pretrained;

import io.winnow.models.torch.RawData;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The part of a file that contains pickles, read from its start to its end. Nothing is allocated for bytes that are not there. */
final class PickleInput {
    private static final int BUFFER_BYTES = 1 << 13;
    private static final int MAX_LINE = 256;

    private final Path file;
    private final FileChannel channel;
    private final long end;
    private long bufferEnd;
    private ByteBuffer buffer = ByteBuffer.allocate(0);

    /**
     * @param position position of the first byte
     * @param end position after the last byte; not beyond the end of the file
     */
    PickleInput(Path file, FileChannel channel, long position, long end) {
        this.file = file;
        this.channel = channel;
        this.bufferEnd = position;
        this.end = end;
    }

    /** Position of the next byte in the file. */
    long position() {
        return bufferEnd - buffer.remaining();
    }

    /** The next byte, from 0 to 255. */
    int next() throws IOException {
        if (!buffer.hasRemaining()) {
            require(1);
            buffer = RawData.bytes(channel, bufferEnd, (int) Math.min(BUFFER_BYTES, end - bufferEnd));
            bufferEnd += buffer.remaining();
        }
        return Byte.toUnsignedInt(buffer.get());
    }

    /** The next bytes, in a little-endian buffer. */
    ByteBuffer next(long length) throws IOException {
        require(length);
        if (length > buffer.remaining()) {
            long position = position();
            buffer = RawData.bytes(channel, position, (int) Math.max(length, Math.min(BUFFER_BYTES, end - position)));
            bufferEnd = position + buffer.remaining();
        }
        ByteBuffer bytes = buffer.slice(buffer.position(), (int) length).order(buffer.order());
        buffer.position(buffer.position() + (int) length);
        return bytes;
    }

    /** The next bytes as text. */
    String text(long length) throws IOException {
        return StandardCharsets.UTF_8.decode(next(length)).toString();
    }

    /** The text up to the next end of a line, which is skipped. */
    String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = next(); c != '\n'; c = next()) {
            if (line.length() == MAX_LINE) {
                throw damaged("a line of the pickle has more than " + MAX_LINE + " characters");
            }
            line.append((char) c);
        }
        return line.toString();
    }

    IOException damaged(String problem) {
        return Faults.damaged(file, "checkpoint of PyTorch", problem + " (before byte " + position() + " of the file)");
    }

    IOException refused(String problem, String advice) {
        return Faults.refused(file, problem, advice);
    }

    private void require(long length) throws IOException {
        if (length > end - position()) {
            throw damaged("it is truncated: the pickle needs " + length + " more bytes, but ends after "
                    + (end - position()));
        }
        if (length > Integer.MAX_VALUE - BUFFER_BYTES) {
            throw damaged("a value of the pickle takes " + length + " bytes");
        }
    }
}
