package io.winnow.trainer.table;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.table.Table;
import io.winnow.datasets.text.SubwordTokenizer;
import io.winnow.datasets.text.TableText;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Input of subword ids. Each view becomes one array (B, 2, L), which holds the ids and the segment ids; L is the length of the longest text
 * of the batch.
 */
record TokenInput(SubwordTokenizer tokenizer, List<TableText.View> views) implements TableInput {
    @Override
    public PreparedTables prepare(List<Table> tables) {
        List<List<SubwordTokenizer.Tokens>> texts = views.stream()
                .map(view -> tokenizer.encode(tables.stream()
                        .map(table -> TableText.PLAIN.of(table, view))
                        .toList()))
                .toList();
        return new PreparedTables() {
            @Override
            public int size() {
                return tables.size();
            }

            @Override
            public int length(int table) {
                return texts.stream().mapToInt(view -> view.get(table).length()).sum();
            }

            @Override
            public NDList batch(int[] chosen, NDManager scope) {
                NDList arrays = new NDList();
                for (List<SubwordTokenizer.Tokens> view : texts) {
                    SubwordTokenizer.TokenBatch batch = SubwordTokenizer.TokenBatch.of(
                            Arrays.stream(chosen).mapToObj(view::get).toList());
                    int length = batch.length();
                    long[] idsAndSegments = new long[2 * batch.size() * length];
                    for (int i = 0; i < batch.size(); i++) {
                        System.arraycopy(batch.ids(), i * length, idsAndSegments, 2 * i * length, length);
                        System.arraycopy(batch.segments(), i * length, idsAndSegments, (2 * i + 1) * length, length);
                    }
                    arrays.add(scope.create(idsAndSegments, new Shape(batch.size(), 2, length)));
                }
                return arrays;
            }
        };
    }

    /** Writes nothing, because the tokenizer is that of the pretrained encoder. */
    @Override
    public void write(Path folder) {}

    @Override
    public void close() {
        tokenizer.close();
    }
}
