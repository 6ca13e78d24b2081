package io.winnow.datasets.image;

import io.winnow.datasets.example.ReadReport;
import io.winnow.datasets.example.Shard;
import io.winnow.datasets.label.Labels;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Encoded image files with random access: those of a folder, or those in shards. Thread-safe. */
interface ImageFiles extends AutoCloseable {
    /** The size in bytes of the largest file that is read; larger than any image with its label. */
    long LARGEST = 1L << 30;

    /** Labels of all files; their number is the number of files. */
    Labels labels();

    /** What was skipped when the files were listed, and what looks like a mistake. */
    ReadReport report();

    /** What the user calls a file: its path below the root, or its shard and its key. */
    String key(int index);

    /** The size of a file in bytes when it was listed. */
    long bytes(int index);

    /**
     * Reads a whole file.
     *
     * @throws CorruptImageException if it is larger than {@link #LARGEST}
     */
    byte[] content(int index) throws IOException;

    /** Reads the caption that lies beside a file; empty if there is none. */
    default Optional<String> caption(int index) throws IOException {
        return Optional.empty();
    }

    /**
     * Reads pieces of one file.
     *
     * @param length length of each piece in bytes
     * @param offsets where each piece begins in the file
     * @return the pieces, one after another
     */
    byte[] read(int index, int length, long... offsets) throws IOException;

    /** The shards that contain the files, as {@link ImageDataset#shards} defines them. */
    default List<Shard> shards() {
        return List.of();
    }

    @Override
    default void close() throws IOException {}

    /**
     * Reads pieces of a file through an open channel.
     *
     * @throws CorruptImageException if the file ends within a piece
     */
    static byte[] read(FileChannel channel, Path file, int length, long... offsets) throws IOException {
        ByteBuffer pieces = ByteBuffer.allocate(length * offsets.length);
        for (int i = 0; i < offsets.length; i++) {
            pieces.limit((i + 1) * length);
            while (pieces.hasRemaining()) {
                long position = offsets[i] + pieces.position() - (long) i * length;
                if (channel.read(pieces, position) < 0) {
                    throw new CorruptImageException(
                            file.toString(), "it ends at byte " + position + ", although it was longer before", null);
                }
            }
        }
        return pieces.array();
    }
}
