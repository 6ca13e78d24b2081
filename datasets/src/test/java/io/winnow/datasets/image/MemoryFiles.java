package io.winnow.datasets.image;

import io.winnow.datasets.example.ReadReport;
import io.winnow.datasets.label.Labels;
import java.io.ByteArrayOutputStream;
import java.util.function.IntFunction;
import java.util.function.LongUnaryOperator;

/**
 * Files whose content is a function, of any number and size.
 *
 * @param count number of files
 * @param bytes size of each file
 * @param contents byte at each position of a file, by the number of the file
 */
record MemoryFiles(int count, long bytes, IntFunction<LongUnaryOperator> contents, Labels labels)
        implements ImageFiles {
    @Override
    public ReadReport report() {
        return ReadReport.EMPTY;
    }

    @Override
    public String key(int index) {
        return "key" + index;
    }

    @Override
    public long bytes(int index) {
        return bytes;
    }

    @Override
    public byte[] content(int index) {
        return read(index, (int) bytes, 0);
    }

    @Override
    public byte[] read(int index, int length, long... offsets) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        LongUnaryOperator content = contents.apply(index);
        for (long offset : offsets) {
            for (int i = 0; i < length; i++) {
                out.write((int) content.applyAsLong(offset + i));
            }
        }
        return out.toByteArray();
    }
}
