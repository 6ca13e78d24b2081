package io.winnow.trainer.table;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.table.Table;
import io.winnow.datasets.text.SubwordTokenizer;
import io.winnow.datasets.text.TableText;
import java.nio.file.Path;
import java.util.List;

/**
 * Input of subword ids. Each view becomes one array (B, 2, L), which holds the ids and the segment ids; L is the length of the longest text
 * of the batch.
 */
record TokenInput(TextTokenizer tokenizer, List<TableText.View> views) implements TableInput {
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
                    arrays.add(TokenArrays.of(view, chosen, tokenizer.rules(), scope));
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
