package io.winnow.trainer.modality.text;

import ai.djl.ndarray.NDManager;
import io.winnow.models.head.EncoderWithHead;
import io.winnow.models.head.KnownVectors;
import io.winnow.models.layer.Layer;
import io.winnow.trainer.modality.ServedInput;
import io.winnow.trainer.modality.Serving;
import io.winnow.trainer.modality.ServingProperties;
import io.winnow.trainer.model.ExportFormat;
import io.winnow.trainer.model.ModelDescription;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Serving of models that read texts through a pretrained encoder, which is a part of the exported model.
 *
 * @param encoder the encoder
 * @param before what precedes the trained network
 * @param knowledge what is known about texts, whose tokens the model takes besides
 */
record TextServing(FrozenEncoder encoder, TextServing.Before before, Optional<TextKnowledge> knowledge)
        implements Serving {
    TextServing(FrozenEncoder encoder, TextServing.Before before) {
        this(encoder, before, Optional.empty());
    }

    /** What precedes the trained network. */
    enum Before {
        /** The encoder is a part of the trained network. */
        NOTHING,
        /** The frozen encoder with its vectors of texts. */
        VECTORS,
        /** The frozen encoder with its vectors of tokens. */
        TOKEN_VECTORS
    }

    private ServedTokens served() {
        return new ServedTokens(encoder.rules());
    }

    @Override
    public List<ServedInput> inputs() {
        return List.of(served().input(knowledge.isPresent() ? 4 : 2));
    }

    @Override
    public String reading() {
        return knowledge.map(each -> served().readingWithKnowledge(each)).orElseGet(() -> served().reading())
                + " A pair of texts is tokenised as a pair.";
    }

    @Override
    public void write(Path bundle, ModelDescription model, Set<ExportFormat> formats) throws IOException {
        encoder.writeTokenizer(bundle);
        if (knowledge.isPresent()) {
            knowledge.get().keep(bundle);
        }
        ServingProperties.write(bundle, formats, ServingProperties.singleExamples(true));
    }

    @Override
    public Layer network(Layer trained, NDManager manager) throws IOException {
        return switch (before) {
            case NOTHING -> trained;
            case VECTORS -> new EncoderWithHead(encoder.unitLengthNetwork(manager), trained);
            case TOKEN_VECTORS ->
                new EncoderWithHead(
                        knowledge.isPresent()
                                ? new KnownVectors(encoder.tokenVectors(manager))
                                : encoder.tokenVectors(manager),
                        trained);
        };
    }
}
