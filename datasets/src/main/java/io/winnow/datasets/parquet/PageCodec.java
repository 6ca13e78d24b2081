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
            case ZSTD -> Optional.of(by(new ZstdDecompressor()));
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
