package io.winnow.trainer.table;

import io.winnow.datasets.table.Table;
import io.winnow.datasets.text.SubwordTokenizer;
import io.winnow.datasets.text.TableText;
import io.winnow.datasets.text.TableTokens;
import io.winnow.datasets.text.TokenLimits;
import io.winnow.datasets.text.Vocabulary;
import io.winnow.datasets.text.Words;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** How tables become the input of a network. */
public interface TableInput extends AutoCloseable {
    /** Ids of words, which {@link io.winnow.datasets.text.Words} cuts, in a fixed shape. */
    static TableInput words(Vocabulary vocabulary, TokenLimits limits) {
        return new WordInput(new TableTokens(new Words(true), vocabulary, limits));
    }

    /**
     * Ids of subwords of the views of a table.
     *
     * @param tokenizer closed with this
     */
    static TableInput subwords(SubwordTokenizer tokenizer, List<TableText.View> views) {
        return new TokenInput(tokenizer, views);
    }

    /** Reads tables. */
    PreparedTables prepare(List<Table> tables);

    /** Writes what it has learned of its training tables, if anything. */
    void write(Path folder) throws IOException;

    @Override
    default void close() {}
}
