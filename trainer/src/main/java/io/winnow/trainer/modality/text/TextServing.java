package io.winnow.trainer.modality.text;

import ai.djl.ndarray.NDManager;
import io.winnow.models.layer.Layer;
import io.winnow.models.text.SentenceEncoder;
import io.winnow.trainer.modality.Serving;
import io.winnow.trainer.modality.ServingProperties;
import io.winnow.trainer.model.ExportFormat;
import io.winnow.trainer.model.ModelDescription;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * Serving of models that read texts through a pretrained encoder, which is a part of the exported model.
 *
 * @param encoder the encoder
 * @param frozen whether the encoder precedes the trained network; otherwise it is a part of it
 */
record TextServing(FrozenEncoder encoder, boolean frozen) implements Serving {
    private static final String TOKENIZER = "tokenizer.json";

    @Override
    public String input() {
        return "tokens";
    }

    @Override
    public String shape() {
        return "(batch, 2, length) int64";
    }

    @Override
    public boolean variableLength() {
        return true;
    }

    @Override
    public String reading() {
        return "The input has two rows for each text: the token ids and the segment ids, both padded with 0 to the longest text of"
                + " the batch. Tokenise texts with " + TOKENIZER + ", including special tokens, and cut them to "
                + encoder.maxTokens()
                + " tokens. If a text has several columns, they are joined by a full stop and a blank; a pair of texts is"
                + " tokenised as a pair.";
    }

    @Override
    public void write(Path bundle, ModelDescription model, Set<ExportFormat> formats) throws IOException {
        encoder.writeTokenizer(bundle, TOKENIZER);
        ServingProperties.write(bundle, formats);
    }

    @Override
    public Optional<Layer> network(NDManager manager) throws IOException {
        return frozen ? Optional.of(new SentenceEncoder(encoder.network(manager))) : Optional.empty();
    }
}
