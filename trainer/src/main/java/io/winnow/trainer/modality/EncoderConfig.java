package io.winnow.trainer.modality;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.models.layer.Layer;
import io.winnow.models.layer.Precision;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.target.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The encoder: the network that maps an example to its representation. */
@Doc("The encoder: the network that maps an example to its representation.")
public interface EncoderConfig {
    /**
     * Returns the length of the representation.
     *
     * @param input preprocessing of the examples
     * @throws io.winnow.trainer.run.UserException if the network cannot take such examples
     */
    int dimension(Preprocessing input);

    /**
     * Builds the network, whose parameters are not yet initialised. It maps preprocessed examples (B, ..) to (B, {@link #dimension}).
     *
     * @param input preprocessing of the examples
     * @throws io.winnow.trainer.run.UserException if the network cannot take such examples
     */
    Layer build(Preprocessing input);

    /**
     * Builds the network as {@link #build(Preprocessing)} does, for a training in which it computes in the given precision. By default, it
     * computes in the type of its input; only a network whose input has no such type, such as ids, must be told.
     */
    default Layer build(Preprocessing input, Precision precision) {
        return build(input);
    }

    /**
     * Builds the network of the marked vectors of tokens, whose parameters are not yet initialised and have the names of those of
     * {@link #build(Preprocessing)}. It maps preprocessed examples (B, ..) to (B, L, D + 1), where the last column is 1 at words and 0
     * elsewhere.
     *
     * @throws io.winnow.trainer.run.UserException if the encoder makes no vectors of tokens
     */
    default Layer buildTokens(Preprocessing input, Precision precision) {
        throw new UnsupportedOperationException("checked by checkTokens");
    }

    /**
     * Checks that the representation leaves out nothing of what the data are configured to have, as far as the configuration tells. By default,
     * it leaves out nothing.
     */
    default void checkRepresentation(Checks checks, DataConfig data, String key) {}

    /**
     * Checks that the encoder makes vectors of tokens of the configured data, as far as the configuration tells.
     *
     * @param key key of what needs them
     */
    default void checkTokens(Checks checks, DataConfig data, String key) {
        checks.that(
                false,
                key,
                "must be left out with this encoder, which makes no vectors of tokens. Use texts with"
                        + " data.representation token_vectors and the encoder frozen, or with tokens and fine_tuned");
    }

    /**
     * Checks that the encoder can compute in a precision. By default, it can in each.
     *
     * @param key key of the precision
     */
    default void checkPrecision(Checks checks, Precision precision, String key) {}

    /** Returns the precision that {@link Precision#AUTO} means for this encoder. By default, itself: the device decides. */
    default Precision automatic() {
        return Precision.AUTO;
    }

    /**
     * Returns the preprocessing with which the encoder was published, for examples that the data describe otherwise; empty if it takes
     * examples as the data determine.
     *
     * @param say receives what is fetched
     * @throws io.winnow.trainer.run.UserException if the published encoder cannot be read, or does not take such data
     */
    default Optional<Preprocessing> preprocessing(DataConfig data, Consumer<String> say) throws IOException {
        return Optional.empty();
    }

    /** Returns whether the encoder starts from published weights, see {@link #pretrain}. */
    default boolean hasPublishedWeights() {
        return false;
    }

    /**
     * Replaces the random initial weights of a network by published ones, if the encoder has such weights. Called before a training.
     *
     * @param network an initialised network that this encoder built
     * @param inputs preprocessing of the examples, and what is learned from their labels
     */
    default void pretrain(Layer network, Inputs inputs, NDManager manager) {}

    /**
     * Returns whether this encoder has a soft prompt, so that of its own values only those of the prompt are trained. By default, it has
     * none.
     */
    default boolean hasPrompt() {
        return false;
    }

    /**
     * Writes trained weights as the library of the published encoder has them, with its configuration, so that this library loads them.
     * Does nothing for an encoder that was not published.
     *
     * @param folder folder that is created for them
     * @param weights weights of the encoder, or of a model in which their names start with {@link Embedder#PREFIX}
     * @param target what the outputs of the head mean; empty if there is none
     */
    default void writePublished(Path folder, Preprocessing input, Map<String, NDArray> weights, Optional<Target> target)
            throws IOException {}

    /**
     * Checks that the encoder takes the configured data, as far as the configuration tells.
     *
     * @param key key of the encoder
     */
    void check(Checks checks, DataConfig data, String key);

    /**
     * Checks an encoder as {@link #check(Checks, DataConfig, String)} and {@link #checkRepresentation} do.
     *
     * @param encoder null if this section is itself invalid, which is reported already
     * @param data null if this section is itself invalid
     */
    static void check(Checks checks, EncoderConfig encoder, DataConfig data, String key) {
        if (encoder != null && data != null) {
            encoder.check(checks, data, key);
            encoder.checkRepresentation(checks, data, key);
        }
    }
}
