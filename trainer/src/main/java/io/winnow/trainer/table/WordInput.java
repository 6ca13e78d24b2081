package io.winnow.trainer.table;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.table.Table;
import io.winnow.datasets.text.TableTokens;
import io.winnow.datasets.text.Vocabulary;
import io.winnow.trainer.run.AtomicFiles;
import java.io.IOException;
import java.nio.IntBuffer;
import java.nio.file.Path;
import java.util.List;

/** Input of word ids in a fixed shape (B, L): the words of the caption, then those of the cells. */
record WordInput(TableTokens tokens) implements TableInput {
    private static final String VOCABULARY = "vocabulary.json";

    static Vocabulary vocabulary(Path folder) throws IOException {
        return Vocabulary.read(folder.resolve(VOCABULARY));
    }

    @Override
    public PreparedTables prepare(List<Table> tables) {
        int length = tokens.limits().captionWords() + tokens.limits().tableSize();
        int[] ids = new int[Math.multiplyExact(tables.size(), length)];
        for (int i = 0; i < tables.size(); i++) {
            TableTokens.Encoded encoded = tokens.encode(tables.get(i));
            System.arraycopy(encoded.caption(), 0, ids, i * length, encoded.caption().length);
            System.arraycopy(encoded.cells(), 0, ids, i * length + encoded.caption().length, encoded.cells().length);
        }
        return new PreparedTables() {
            @Override
            public int size() {
                return tables.size();
            }

            @Override
            public int length(int table) {
                return length;
            }

            @Override
            public NDList batch(int[] chosen, NDManager scope) {
                IntBuffer buffer = IntBuffer.allocate(chosen.length * length);
                for (int table : chosen) {
                    buffer.put(ids, table * length, length);
                }
                return new NDList(scope.create(buffer.array(), new Shape(chosen.length, length)));
            }
        };
    }

    @Override
    public void write(Path folder) throws IOException {
        AtomicFiles.write(folder.resolve(VOCABULARY), tokens.vocabulary()::write);
    }
}
