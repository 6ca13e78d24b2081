package io.winnow.trainer.table;

import io.winnow.datasets.table.Table;
import io.winnow.datasets.text.TableText;
import io.winnow.datasets.text.TableTokens;
import io.winnow.datasets.text.TokenLimits;
import io.winnow.datasets.text.Vocabulary;
import io.winnow.datasets.text.Words;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Converts tables to the input of a network. */
public interface TableInput extends AutoCloseable {
    /** Returns an input of word ids in a fixed shape. The words are split by {@link io.winnow.datasets.text.Words}. */
    static TableInput words(Vocabulary vocabulary, TokenLimits limits) {
        return new WordInput(new TableTokens(new Words(true), vocabulary, limits));
    }

    /**
     * Returns an input of subword ids, one array for each view of a table.
     *
     * @param tokenizer is closed together with the input
     */
    static TableInput subwords(TextTokenizer tokenizer, List<TableText.View> views) {
        return new TokenInput(tokenizer, views);
    }

    /** Tokenises or embeds tables. */
    PreparedTables prepare(List<Table> tables);

    /** Writes what was built from the training tables, such as a vocabulary, if anything. */
    void write(Path folder) throws IOException;

    @Override
    default void close() {}
}
