package io.winnow.datasets.parquet;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A part of a file, which several readers may read at once. */
final class FileRange extends InputStream {
    private final FileChannel channel;
    private final long end;
    private long position;

    FileRange(FileChannel channel, long start, long length) {
        this.channel = channel;
        position = start;
        end = start + length;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (position >= end) {
            return -1;
        }
        try {
            int count = channel.read(ByteBuffer.wrap(bytes, offset, (int) Math.min(length, end - position)), position);
            position += Math.max(0, count);
            return count;
        } catch (IOException e) {
            throw new FailedReadException(e);
        }
    }
}
