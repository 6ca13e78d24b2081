package io.winnow.trainer.modality.text;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.models.layer.Layer;
import io.winnow.models.layer.Precision;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.modality.DataConfig;
import io.winnow.trainer.modality.Embedder;
import io.winnow.trainer.modality.EncoderConfig;
import io.winnow.trainer.modality.Inputs;
import io.winnow.trainer.modality.Preprocessing;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.target.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The pretrained encoder of the data, fine-tuned from its published weights. Its vectors have length 1, as those that TabSim fine-tunes, so
 * that a training starts with the vectors of the frozen encoder.
 */
@Kind("fine_tuned")
@Doc("The pretrained encoder that data.pretrained names. Its weights are trained further; with prompt, "
        + "they stay as they are, and vectors in front of the texts are trained instead. The vectors of "
        + "texts are scaled to length 1, like those of the frozen encoder.")
public record FineTunedEncoderConfig(
        @Doc("Dropout probability after the embeddings, attention and hidden layers in training, in [0, 1). The"
                + " text encoders of CLIP and SigLIP were trained without dropout, and have none.")
        @Default("0.1")
        double dropout,

        Optional<PromptConfig> prompt)
        implements EncoderConfig {
    public FineTunedEncoderConfig {
        new Checks().below("dropout", dropout, 0, 1).done();
    }

    @Override
    public int dimension(Preprocessing input) {
        return tokens(input).dimension();
    }

    @Override
    public Layer build(Preprocessing input) {
        return build(input, Precision.FLOAT32);
    }

    @Override
    public Layer build(Preprocessing input, Precision precision) {
        try {
            FrozenEncoder encoder = tokens(input).encoder();
            return prompt.isPresent()
                    ? encoder.prompted(precision, dropout, prompt.get().options())
                    : encoder.trainable(precision, dropout);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Layer buildTokens(Preprocessing input, Precision precision) {
        try {
            return tokens(input).encoder().tokenVectors(precision, dropout, prompt.map(PromptConfig::options));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void checkTokens(Checks checks, DataConfig data, String key) {}

    @Override
    public boolean hasPrompt() {
        return prompt.isPresent();
    }

    @Override
    public boolean hasPublishedWeights() {
        return true;
    }

    @Override
    public void pretrain(Layer network, Inputs inputs, NDManager manager) {
        FrozenEncoder encoder = tokens(inputs.preprocessing()).encoder();
        try {
            encoder.load(network, manager);
            if (prompt.isPresent()) {
                PromptWords.start(
                        encoder,
                        network,
                        prompt.get().start() == PromptConfig.Start.LABEL_NAMES
                                ? Optional.of(inputs.classes())
                                : Optional.empty(),
                        prompt.get().length(),
                        manager);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Libraries have no place for a soft prompt, without which the encoder is the published one. */
    @Override
    public void writePublished(Path folder, Preprocessing input, Map<String, NDArray> weights, Optional<Target> target)
            throws IOException {
        if (prompt.isEmpty()) {
            tokens(input).encoder().writeAgain(folder, Embedder.withoutPrefix(weights));
        }
    }

    private static TextTokens tokens(Preprocessing input) {
        if (input instanceof TextTokens tokens) {
            return tokens;
        }
        throw new UserException(
                "The encoder fine_tuned takes texts as tokens, but the data are not. Choose another encoder, or set"
                        + " data.representation to tokens.");
    }

    @Override
    public void check(Checks checks, DataConfig data, String key) {
        checks.that(
                data instanceof TextDataConfig,
                key,
                "must take " + data.unit() + ", which the data are; found fine_tuned, which takes texts");
        if (data instanceof TextDataConfig texts) {
            checks.that(
                    texts.representation() == TextDataConfig.Representation.TOKENS,
                    key,
                    "must take the vectors of texts, which data.representation is; found fine_tuned, which takes"
                            + " tokens. Set data.representation to tokens");
        }
    }
}
