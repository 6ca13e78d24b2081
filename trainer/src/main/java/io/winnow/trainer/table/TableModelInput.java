package io.winnow.trainer.table;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.annotation.JsonTypeName;
import io.winnow.datasets.text.TableText;
import io.winnow.datasets.text.TokenLimits;
import io.winnow.trainer.model.ExportedBundle;
import io.winnow.trainer.model.ModelInput;
import io.winnow.trainer.model.TrainedModel;
import java.io.IOException;
import java.util.List;

/**
 * How tables become the token ids that are the input of an exported model. Models use either words or subwords.
 *
 * @param shape shape and data type of the input
 * @param words for words, with {@code vocabulary.json}: how much of a table is read; null for subwords
 * @param views for subwords, with {@code tokenizer.json}: the views of a table, each of which is a text and an input; null for words
 * @param rules for subwords: how a text becomes token ids; null for words
 * @param reading description of the same for human readers
 */
@JsonTypeName("tables")
public record TableModelInput(
        String shape, TokenLimits words, List<TableText.View> views, TokenRules rules, String reading)
        implements ModelInput {
    @Override
    public String unit() {
        return "tables";
    }

    @Override
    public TrainedModel open(ExportedBundle bundle, NDManager manager) throws IOException {
        return ExportedTables.open(bundle, this, manager);
    }
}
