package io.winnow.trainer.modality.text;

import ai.djl.ndarray.NDManager;
import io.winnow.models.layer.Layer;
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
        int length = encoder.rules().fullLength();
        return "(batch, 2, " + (length > 0 ? length : "length") + ") int64";
    }

    @Override
    public boolean variableLength() {
        return encoder.rules().fullLength() == 0;
    }

    @Override
    public String reading() {
        return "The input has two rows for each text: the token ids, "
                + encoder.rules().reading()
                + ", and the segment ids, padded with 0. Tokenise texts with " + TOKENIZER
                + ", including special tokens, and cut them to "
                + encoder.rules().maxTokens()
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
        return frozen ? Optional.of(encoder.unitLengthNetwork(manager)) : Optional.empty();
    }
}
