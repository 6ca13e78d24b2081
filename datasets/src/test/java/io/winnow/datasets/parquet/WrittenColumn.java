package io.winnow.datasets.parquet;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageWriter;
import org.apache.parquet.column.statistics.SizeStatistics;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.column.statistics.geospatial.GeospatialStatistics;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Util;

/** The pages of a column of a row group. */
final class WrittenColumn implements PageWriter {
    private final ColumnDescriptor column;
    private final CompressionCodec codec;
    private final ParquetWriter.Packer packer;
    private final ByteArrayOutputStream dictionary = new ByteArrayOutputStream();
    private final ByteArrayOutputStream pages = new ByteArrayOutputStream();
    private long values;
    private long unpacked;

    WrittenColumn(ColumnDescriptor column, CompressionCodec codec, ParquetWriter.Packer packer) {
        this.column = column;
        this.codec = codec;
        this.packer = packer;
    }

    long size() {
        return unpacked;
    }

    ColumnChunk appendTo(ByteArrayOutputStream out) throws IOException {
        long start = out.size();
        dictionary.writeTo(out);
        ColumnMetaData meta = new ColumnMetaData(
                ParquetWriter.type(column.getPrimitiveType()),
                List.of(Encoding.PLAIN),
                Arrays.asList(column.getPath()),
                codec,
                values,
                unpacked,
                dictionary.size() + pages.size(),
                out.size());
        if (dictionary.size() > 0) {
            meta.setDictionary_page_offset(start);
        }
        pages.writeTo(out);
        return new ColumnChunk(start).setMeta_data(meta);
    }

    private void page(ByteArrayOutputStream target, PageHeader header, byte[] bytes) throws IOException {
        int before = target.size();
        Util.writePageHeader(header, target);
        unpacked += header.getUncompressed_page_size() + target.size() - before;
        target.write(bytes);
    }

    @Override
    public void writeDictionaryPage(DictionaryPage page) throws IOException {
        byte[] bytes = bytes(page.getBytes());
        byte[] packed = packer.pack(bytes);
        page(
                dictionary,
                new PageHeader(PageType.DICTIONARY_PAGE, bytes.length, packed.length)
                        .setDictionary_page_header(
                                new DictionaryPageHeader(page.getDictionarySize(), encoding(page.getEncoding()))),
                packed);
    }

    @Override
    public void writePage(
            BytesInput bytes,
            int count,
            int rows,
            Statistics<?> statistics,
            SizeStatistics sizes,
            GeospatialStatistics places,
            org.apache.parquet.column.Encoding repetitions,
            org.apache.parquet.column.Encoding definitions,
            org.apache.parquet.column.Encoding encoding)
            throws IOException {
        byte[] all = bytes(bytes);
        byte[] packed = packer.pack(all);
        values += count;
        page(
                pages,
                new PageHeader(PageType.DATA_PAGE, all.length, packed.length)
                        .setData_page_header(new DataPageHeader(
                                count, encoding(encoding), encoding(definitions), encoding(repetitions))),
                packed);
    }

    @Override
    public void writePageV2(
            int rows,
            int nulls,
            int count,
            BytesInput repetitions,
            BytesInput definitions,
            org.apache.parquet.column.Encoding encoding,
            BytesInput data,
            Statistics<?> statistics,
            SizeStatistics sizes,
            GeospatialStatistics places)
            throws IOException {
        byte[] all = bytes(data);
        byte[] packed = all.length == 0 ? all : packer.pack(all);
        int levels = (int) (repetitions.size() + definitions.size());
        values += count;
        page(
                pages,
                new PageHeader(PageType.DATA_PAGE_V2, levels + all.length, levels + packed.length)
                        .setData_page_header_v2(new DataPageHeaderV2(
                                count, nulls, rows, encoding(encoding), (int) definitions.size(), (int)
                                        repetitions.size())),
                bytes(BytesInput.concat(repetitions, definitions, BytesInput.from(packed))));
    }

    @SuppressWarnings("deprecation") // The interface still requires this method, which the library no longer calls.
    @Override
    public void writePage(
            BytesInput bytes,
            int count,
            Statistics<?> statistics,
            org.apache.parquet.column.Encoding repetitions,
            org.apache.parquet.column.Encoding definitions,
            org.apache.parquet.column.Encoding encoding) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void writePage(
            BytesInput bytes,
            int count,
            int rows,
            Statistics<?> statistics,
            org.apache.parquet.column.Encoding repetitions,
            org.apache.parquet.column.Encoding definitions,
            org.apache.parquet.column.Encoding encoding) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void writePageV2(
            int rows,
            int nulls,
            int count,
            BytesInput repetitions,
            BytesInput definitions,
            org.apache.parquet.column.Encoding encoding,
            BytesInput data,
            Statistics<?> statistics) {
        throw new UnsupportedOperationException();
    }

    private static byte[] bytes(BytesInput input) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        input.writeAllTo(all);
        return all.toByteArray();
    }

    private static Encoding encoding(org.apache.parquet.column.Encoding encoding) {
        return Encoding.valueOf(encoding.name());
    }

    @Override
    public long getMemSize() {
        return pages.size();
    }

    @Override
    public long allocatedSize() {
        return pages.size();
    }

    @Override
    public String memUsageString(String prefix) {
        return prefix + pages.size();
    }
}
