package io.winnow.trainer.table;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.annotation.JsonTypeName;
import io.winnow.datasets.text.TableText;
import io.winnow.datasets.text.TokenLimits;
import io.winnow.datasets.text.Vocabulary;
import io.winnow.trainer.model.ExportedBundle;
import io.winnow.trainer.model.ModelInput;
import io.winnow.trainer.model.TrainedModel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** How tables become the token ids that are the input of an exported model. */
public sealed interface TableModelInput extends ModelInput {
    /** Returns a description of the same for human readers. */
    String reading();

    /** Opens the conversion of tables to ids, with the files of a bundle. */
    TableInput tables(Path bundle) throws IOException;

    @Override
    default String unit() {
        return "tables";
    }

    @Override
    default TrainedModel open(ExportedBundle bundle, NDManager manager) throws IOException {
        return ExportedTables.open(bundle, this, manager);
    }

    /**
     * The ids of words, which {@code vocabulary.json} lists.
     *
     * @param shape shape and data type of the input
     * @param limits how much of a table is read
     */
    @JsonTypeName("words_of_tables")
    record Words(String shape, TokenLimits limits, String reading) implements TableModelInput {
        @Override
        public TableInput tables(Path bundle) throws IOException {
            return TableInput.words(Vocabulary.read(bundle.resolve(TableIds.VOCABULARY)), limits);
        }
    }

    /**
     * The ids of subwords by {@code tokenizer.json}.
     *
     * @param shape shape and data type of the input
     * @param views the views of a table, each of which is a text and an input
     * @param rules how a text becomes token ids
     */
    @JsonTypeName("subwords_of_tables")
    record Subwords(String shape, List<TableText.View> views, TokenRules rules, String reading)
            implements TableModelInput {
        @Override
        public TableInput tables(Path bundle) throws IOException {
            Path file = bundle.resolve(TableIds.TOKENIZER);
            try (InputStream in = Files.newInputStream(file)) {
                return TableInput.subwords(TextTokenizer.read(file.toString(), in, rules), views);
            }
        }
    }
}
