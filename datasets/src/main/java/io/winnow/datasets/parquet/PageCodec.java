package io.winnow.datasets.parquet;

import io.airlift.compress.Decompressor;
import io.airlift.compress.lz4.Lz4Decompressor;
import io.airlift.compress.snappy.SnappyDecompressor;
import io.airlift.compress.zstd.ZstdDecompressor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.apache.parquet.format.CompressionCodec;

/** Unpacks the pages of a column. */
interface PageCodec {
    /** Places of bytes in a frame of zstd, after its magic number. */
    int DESCRIPTOR = 4;

    int WINDOW = 5;
    /** The bit of the descriptor that says that the frame names no window. */
    int SINGLE_SEGMENT = 1 << 5;
    /** A window of 2^(10 + 13) bytes. */
    byte EIGHT_MEBIBYTES = 13 << 3;

    /**
     * Unpacks a page.
     *
     * @param from position of its first byte
     * @param size number of bytes when unpacked
     */
    byte[] unpack(byte[] bytes, int from, int size) throws IOException;

    /** Returns what unpacks a kind of compression; empty if nothing does. */
    static Optional<PageCodec> of(CompressionCodec kind) {
        return switch (kind) {
            case UNCOMPRESSED ->
                Optional.of((bytes, from, size) -> same(Arrays.copyOfRange(bytes, from, bytes.length), size));
            case GZIP -> Optional.of(PageCodec::gunzip);
            case SNAPPY -> Optional.of(by(new SnappyDecompressor()));
            case ZSTD -> {
                PageCodec zstd = by(new ZstdDecompressor());
                yield Optional.of((bytes, from, size) -> zstd.unpack(withSmallWindow(bytes, from), from, size));
            }
            case LZ4_RAW -> Optional.of(by(new Lz4Decompressor()));
            case LZO, BROTLI, LZ4 -> Optional.empty();
        };
    }

    private static PageCodec by(Decompressor decompressor) {
        return (bytes, from, size) -> {
            byte[] unpacked = new byte[size];
            int length;
            try {
                length = decompressor.decompress(bytes, from, bytes.length - from, unpacked, 0, size);
            } catch (RuntimeException e) { // which the library throws, by several types
                throw new IOException("a page cannot be unpacked (" + e.getMessage() + ")", e);
            }
            return same(length == size ? unpacked : Arrays.copyOf(unpacked, length), size);
        };
    }

    /**
     * Returns a frame of zstd that names a window of at most 8 MiB, above which the library refuses it. The window only says how much a decoder
     * that writes piece by piece must keep; a page is unpacked into memory as a whole. RFC 8878, section 3.1.1.1.
     */
    private static byte[] withSmallWindow(byte[] bytes, int from) {
        boolean named = bytes.length - from > WINDOW && (bytes[from + DESCRIPTOR] & SINGLE_SEGMENT) == 0;
        if (!named || Byte.toUnsignedInt(bytes[from + WINDOW]) <= EIGHT_MEBIBYTES) {
            return bytes;
        }
        byte[] smaller = bytes.clone();
        smaller[from + WINDOW] = EIGHT_MEBIBYTES;
        return smaller;
    }

    private static byte[] gunzip(byte[] bytes, int from, int size) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes, from, bytes.length - from))) {
            return same(in.readNBytes(size), size);
        }
    }

    private static byte[] same(byte[] unpacked, int size) throws IOException {
        if (unpacked.length != size) {
            throw new IOException("a page has " + unpacked.length + " bytes rather than " + size);
        }
        return unpacked;
    }
}
