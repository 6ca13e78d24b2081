package io.winnow.trainer.recipe.supervised;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import io.winnow.datasets.label.Labels;
import io.winnow.models.layer.Layer;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.modality.Inputs;
import io.winnow.trainer.target.Target;
import io.winnow.trainer.target.TargetLoss;
import java.util.Optional;

/** A head on the vectors of the tokens of a text, rather than on one vector for the whole text. */
@Doc(
        "A head on the vectors of the tokens of a text, rather than on one vector for the whole text. It needs the vectors of tokens:"
                + " data.representation token_vectors with the encoder frozen, or tokens with fine_tuned.")
public sealed interface TokenHeadOptions permits LabelAttentionOptions, SetHeadOptions {
    /**
     * Creates the head, which maps marked vectors of tokens (B, L, D + 1) to outputs.
     *
     * @param width length D of the vectors of tokens
     */
    Layer head(int width, Inputs inputs);

    /**
     * Returns what is added to the loss of each batch; empty if nothing is. By default, nothing is.
     *
     * @param given the given labels of the training examples in use
     * @param like an array of the device on which it is computed
     */
    default Optional<NDArray> term(Layer head, ParameterStore parameters, Labels given, NDArray like) {
        return Optional.empty();
    }

    /**
     * Sets the initial values of an initialised head that do not start at random. By default, there are none.
     *
     * @param width length D of the vectors of tokens
     */
    default void start(Layer head, int width, Inputs inputs, NDManager manager) {}

    /** Returns whether the head brings its own loss along. By default, it takes any loss of the target. */
    default boolean bringsLoss() {
        return false;
    }

    /** Returns the loss that the head brings along; empty if it takes any loss of the target. */
    default Optional<TargetLoss> loss(Inputs inputs) {
        return Optional.empty();
    }

    /**
     * Returns why the head cannot be used for a target and labels, as a part of a sentence that begins with the head; empty if it can.
     *
     * @param given the given labels of the training examples in use
     */
    Optional<String> refuses(Target target, Labels given);

    /**
     * Returns why the head cannot take vectors of tokens of some length, as a part of a sentence that begins with the head; empty if it can. By
     * default, it takes any.
     */
    default Optional<String> refuses(int width) {
        return Optional.empty();
    }

    /**
     * Returns what a user should know of this head with these labels although it can be used, as a part of a sentence that begins with the
     * head; empty if there is nothing. By default, nothing.
     */
    default Optional<String> doubt(Labels given) {
        return Optional.empty();
    }
}
