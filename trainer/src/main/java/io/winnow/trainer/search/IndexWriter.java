package io.winnow.trainer.search;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.table.Table;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.table.PreparedTables;
import io.winnow.trainer.table.TableEncoder;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.LongConsumer;

/** Embeds tables and writes the files of a {@link TableIndex}. Only one batch of tables is in memory at a time. */
final class IndexWriter {
    private static final int BATCH = 256;

    private IndexWriter() {}

    /**
     * The size of what was written.
     *
     * @param tables number of tables
     * @param dimension size of a vector; 0 if there are no tables
     */
    record Written(long tables, int dimension) {}

    /**
     * Writes all files except {@code index.json}.
     *
     * @param progress is called after each batch with the number of tables written so far
     */
    static Written write(
            Iterator<Table> tables, TableEncoder encoder, Path folder, NDManager manager, LongConsumer progress)
            throws IOException {
        long count = 0;
        int dimension = 0;
        long position = 0;
        try (DataOutputStream vectors = output(folder.resolve(TableIndex.VECTORS));
                DataOutputStream lines = output(folder.resolve(TableIndex.TABLES));
                DataOutputStream offsets = output(folder.resolve(TableIndex.OFFSETS))) {
            while (tables.hasNext()) {
                List<Table> batch = new ArrayList<>();
                while (batch.size() < BATCH && tables.hasNext()) {
                    batch.add(tables.next());
                }
                for (Table table : batch) {
                    byte[] line = (Json.line(TableExcerpt.of(table)) + "\n").getBytes(StandardCharsets.UTF_8);
                    offsets.writeLong(position);
                    lines.write(line);
                    position += line.length;
                }
                try (NDManager scope = manager.newSubManager();
                        PreparedTables prepared = encoder.prepare(batch)) {
                    NDArray embedded = encoder.embed(prepared, scope);
                    float[] numbers = embedded.toFloatArray();
                    dimension = numbers.length / batch.size();
                    ByteBuffer bytes =
                            ByteBuffer.allocate(numbers.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
                    bytes.asFloatBuffer().put(numbers);
                    vectors.write(bytes.array());
                }
                count += batch.size();
                progress.accept(count);
            }
            offsets.writeLong(position);
        }
        return new Written(count, dimension);
    }

    private static DataOutputStream output(Path file) throws IOException {
        return new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)));
    }
}
