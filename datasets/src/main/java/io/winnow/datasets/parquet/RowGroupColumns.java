package io.winnow.datasets.parquet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.RowGroup;

/** The columns of a row group. */
record RowGroupColumns(FileChannel channel, RowGroup group) implements PageReadStore {
    @Override
    public PageReader getPageReader(ColumnDescriptor descriptor) {
        String name = String.join(".", descriptor.getPath());
        ColumnChunk chunk = group.getColumns().stream()
                .filter(each -> each.getMeta_data().getPath_in_schema().equals(Arrays.asList(descriptor.getPath())))
                .findFirst()
                .orElseThrow(() -> new UnreadableColumnException(name, "is missing in a group of rows"));
        PageCodec codec = PageCodec.of(chunk.getMeta_data().getCodec())
                .orElseThrow(
                        () -> new UnreadableColumnException(
                                name,
                                "is packed by " + chunk.getMeta_data().getCodec()
                                        + ", which Winnow cannot unpack. Write the file with the compression zstd, snappy or gzip"));
        try {
            return new ColumnPages(channel, chunk, codec);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public long getRowCount() {
        return group.getNum_rows();
    }
}
