package io.winnow.datasets.image;

import java.nio.IntBuffer;
import org.bytedeco.leptonica.PIX;
import org.bytedeco.leptonica.global.leptonica;

/**
 * Pixels of a {@code PIX} of Leptonica, in words of 32 bits: red, green and blue in the upper bytes of a word, or four grey levels in a word,
 * the first in its upper byte.
 */
final class PixPixels implements Pixels {
    private final ImageSize original;
    private final int reduction;
    private final ImageSize size;
    private final boolean grey;
    private final int channels;
    private final IntBuffer data;
    private final int wordsPerLine;
    private final int[] upper;
    private final int[] lower;

    /** @param channels number of channels that are read; colour is converted to grey by its luma */
    PixPixels(PIX pix, int channels, JpegFrame frame, int reduction) {
        this.channels = channels;
        this.reduction = reduction;
        original = frame.size();
        size = new ImageSize(leptonica.pixGetHeight(pix), leptonica.pixGetWidth(pix));
        grey = frame.components() == 1;
        wordsPerLine = leptonica.pixGetWpl(pix);
        data = leptonica
                .pixGetData(pix)
                .capacity((long) size.height() * wordsPerLine)
                .asBuffer();
        upper = new int[wordsPerLine];
        lower = new int[wordsPerLine];
    }

    @Override
    public int channels() {
        return channels;
    }

    @Override
    public ImageSize size() {
        return size;
    }

    @Override
    public ImageSize original() {
        return original;
    }

    @Override
    public int reduction() {
        return reduction;
    }

    @Override
    public void readPair(int top, int left, int columns, long[] target) {
        int first = grey ? left / 4 : left;
        int words = grey ? (left + columns + 3) / 4 - first : columns;
        read(top, first, words, upper);
        read(Math.min(top + 1, size.height() - 1), first, words, lower);
        if (grey) {
            readGrey(left - 4 * first, columns, target);
        } else if (channels == 1) {
            for (int x = 0; x < columns; x++) {
                target[x] = luma(upper[x]) | luma(lower[x]) << 32;
            }
        } else {
            readColor(columns, target);
        }
    }

    private void read(int row, int first, int words, int[] line) {
        data.get(row * wordsPerLine + first, line, 0, words);
    }

    private void readColor(int columns, long[] target) {
        int[] above = upper;
        int[] below = lower;
        int place = 0;
        for (int x = 0; x < columns; x++) {
            int first = above[x];
            long second = below[x];
            target[place] = (first >>> 24) | (second & 0xff000000L) << 8;
            target[place + 1] = (first >> 16 & 0xff) | (second & 0xff0000) << 16;
            target[place + 2] = (first >> 8 & 0xff) | (second & 0xff00) << 24;
            place += 3;
        }
    }

    private static long luma(int word) {
        return PixelWriter.luma(word >>> 24, word >> 16 & 0xff, word >> 8 & 0xff);
    }

    private void readGrey(int skipped, int columns, long[] target) {
        for (int x = 0; x < columns; x++) {
            int shift = 24 - 8 * ((x + skipped) % 4);
            int word = (x + skipped) / 4;
            long both = (upper[word] >> shift & 0xff) | (long) (lower[word] >> shift & 0xff) << 32;
            for (int c = 0; c < channels; c++) {
                target[x * channels + c] = both;
            }
        }
    }
}
