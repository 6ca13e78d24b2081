package io.winnow.datasets.parquet;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DataPageV1;
import org.apache.parquet.column.page.DataPageV2;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Util;

/** Reads the pages of a column in a row group one after another, so that memory holds one page and the dictionary. */
final class ColumnPages implements PageReader {
    private final ColumnMetaData column;
    private final InputStream in;
    private final PageCodec codec;
    private final DictionaryPage dictionary;
    /** The header of the next page, if it has been read to find out whether that is a dictionary. */
    private PageHeader next;

    private long values;

    ColumnPages(FileChannel channel, ColumnChunk chunk, PageCodec codec) throws IOException {
        column = chunk.getMeta_data();
        in = new BufferedInputStream(
                new FileRange(channel, Footer.start(chunk), column.getTotal_compressed_size()), 1 << 14);
        this.codec = codec;
        next = column.getNum_values() == 0 ? null : Util.readPageHeader(in);
        if (next == null || next.getType() != PageType.DICTIONARY_PAGE) {
            dictionary = null;
        } else {
            DictionaryPageHeader header = next.getDictionary_page_header();
            byte[] page = unpack(packed(next), 0, next.getUncompressed_page_size());
            dictionary =
                    new DictionaryPage(BytesInput.from(page), header.getNum_values(), encoding(header.getEncoding()));
            next = null;
        }
    }

    @Override
    public DictionaryPage readDictionaryPage() {
        return dictionary;
    }

    @Override
    public long getTotalValueCount() {
        return column.getNum_values();
    }

    /** Returns the next page; null at the end, as the interface says. */
    @Override
    public DataPage readPage() {
        try {
            while (values < column.getNum_values()) {
                PageHeader header = next == null ? Util.readPageHeader(in) : next;
                next = null;
                byte[] packed = packed(header);
                switch (header.getType()) {
                    case DATA_PAGE -> {
                        return first(header, packed);
                    }
                    case DATA_PAGE_V2 -> {
                        return second(header, packed);
                    }
                    default -> {} // an index, which nothing needs
                }
            }
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private DataPage first(PageHeader page, byte[] packed) throws IOException {
        DataPageHeader header = page.getData_page_header();
        count(header.getNum_values());
        byte[] bytes = unpack(packed, 0, page.getUncompressed_page_size());
        return new DataPageV1(
                BytesInput.from(bytes),
                header.getNum_values(),
                bytes.length,
                null,
                encoding(header.getRepetition_level_encoding()),
                encoding(header.getDefinition_level_encoding()),
                encoding(header.getEncoding()));
    }

    /** In version 2, the levels come first and are not packed. */
    private DataPage second(PageHeader page, byte[] packed) throws IOException {
        DataPageHeaderV2 header = page.getData_page_header_v2();
        count(header.getNum_values());
        int repetitions = header.getRepetition_levels_byte_length();
        int levels = repetitions + header.getDefinition_levels_byte_length();
        if (repetitions < 0 || levels < repetitions || levels > packed.length) {
            throw new IOException("a page is shorter than its header says");
        }
        int size = page.getUncompressed_page_size() - levels;
        boolean isPacked = !header.isSetIs_compressed() || header.isIs_compressed();
        return DataPageV2.uncompressed(
                header.getNum_rows(),
                header.getNum_nulls(),
                header.getNum_values(),
                BytesInput.from(packed, 0, repetitions),
                BytesInput.from(packed, repetitions, levels - repetitions),
                encoding(header.getEncoding()),
                isPacked
                        ? BytesInput.from(unpack(packed, levels, size))
                        : BytesInput.from(packed, levels, packed.length - levels),
                null);
    }

    private void count(int number) throws IOException {
        if (number < 0 || number > column.getNum_values() - values) {
            throw new IOException("a page has " + number + " values, which are more than the column has");
        }
        values += number;
    }

    private byte[] unpack(byte[] packed, int from, int size) throws IOException {
        if (size < 0 || size > column.getTotal_uncompressed_size()) {
            throw new IOException("a page is larger than its column");
        }
        return size == 0 ? new byte[0] : codec.unpack(packed, from, size);
    }

    private byte[] packed(PageHeader page) throws IOException {
        int size = page.getCompressed_page_size();
        if (size < 0 || size > column.getTotal_compressed_size()) {
            throw new IOException("a page is larger than its column");
        }
        byte[] bytes = in.readNBytes(size);
        if (bytes.length < size) {
            throw new IOException("the column ends within a page");
        }
        if (page.isSetCrc()) {
            CRC32 sum = new CRC32();
            sum.update(bytes);
            if ((int) sum.getValue() != page.getCrc()) {
                throw new IOException("the checksum of a page is wrong");
            }
        }
        return bytes;
    }

    private static Encoding encoding(org.apache.parquet.format.Encoding encoding) throws IOException {
        if (encoding == null) {
            throw new IOException("a page has an encoding that this version does not know");
        }
        return Encoding.valueOf(encoding.name());
    }
}
