package io.winnow.trainer.vectors;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The rows of a file, which are read on demand. */
final class FileTiles implements VectorTiles {
    private final FileChannel channel;
    private final Npy.Header header;
    private final long width;

    private FileTiles(FileChannel channel, Npy.Header header) {
        this.channel = channel;
        this.header = header;
        width = header.shape().dimension() == 1 ? 1 : header.shape().get(1);
    }

    static FileTiles raw(Path file, long rows) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        return new FileTiles(
                channel, new Npy.Header(DataType.FLOAT32, new Shape(rows, channel.size() / Float.BYTES / rows), 0));
    }

    static FileTiles npy(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            return new FileTiles(channel, Npy.checkedHeader(file, channel));
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public long rows() {
        return header.shape().get(0);
    }

    @Override
    public NDArray read(long first, int count, NDManager scope) throws IOException {
        long position = header.dataStart() + first * width * header.type().getNumOfBytes();
        return Npy.elements(channel, position, new Shape(count, width), header.type(), scope);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
