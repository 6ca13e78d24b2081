package io.winnow.trainer.table;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.table.Table;
import io.winnow.datasets.text.TableText;
import java.nio.file.Path;
import java.util.List;

/**
 * Input of a network on top of a frozen encoder: the encoder's vectors for the V views of each table, concatenated to (B, V D). The vectors
 * are computed once.
 */
record FrozenInput(ViewVectors vectors, List<TableText.View> views, NDManager manager) implements TableInput {
    @Override
    public PreparedTables prepare(List<Table> tables) {
        NDArray all;
        try (NDManager scope = manager.newSubManager()) {
            NDList each = new NDList();
            views.forEach(view -> each.add(vectors.of(tables, view, scope)));
            all = ViewVectors.beside(each);
            all.attach(manager);
        }
        return new PreparedTables() {
            @Override
            public int size() {
                return tables.size();
            }

            @Override
            public int length(int table) {
                return 1;
            }

            @Override
            public NDList batch(int[] chosen, NDManager scope) {
                NDArray rows = TableEncoder.rows(all, chosen, scope);
                rows.attach(scope);
                return new NDList(rows);
            }

            @Override
            public void close() {
                all.close();
            }
        };
    }

    /** Writes nothing, because the pretrained encoder is not changed by training. */
    @Override
    public void write(Path folder) {}

    @Override
    public void close() {
        vectors.close();
    }
}
