package io.winnow.trainer.table;

import io.winnow.datasets.table.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** How tables become the input of a network. */
public interface TableInput extends AutoCloseable {
    /** Reads tables. */
    PreparedTables prepare(List<Table> tables);

    /** Writes what it has learned of its training tables, if anything. */
    void write(Path folder) throws IOException;

    @Override
    default void close() {}
}
