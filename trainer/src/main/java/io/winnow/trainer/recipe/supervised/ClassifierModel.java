package io.winnow.trainer.recipe.supervised;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import io.winnow.models.head.EncoderWithHead;
import io.winnow.models.torch.Autograd;
import io.winnow.models.torch.ParameterArena;
import io.winnow.trainer.modality.Embedder;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.recipe.FineTuning;
import io.winnow.trainer.target.TargetLoss;
import java.nio.FloatBuffer;
import java.util.Map;

/**
 * A classifier that is being trained: the network of encoder and head, the values from which its parameters start, and its passes. What is
 * learned from the outputs is the concern of {@link ClassifierObjective}.
 */
final class ClassifierModel {
    private final ClassifierOptions options;
    private final TaskData data;
    private final NDManager manager;
    private final EncoderWithHead network;
    private final ParameterArena parameters;
    private final FineTuning encoder;

    /**
     * Creates the initial model. Its random weights are drawn with PyTorch's current seed.
     *
     * @param loss the loss for which the head is built, and which may say how it starts
     * @param start initial weights of the encoder, or of encoder and head as {@link ClassifierTraining} saves them; empty for its own, which
     *     are random or published ones
     * @param manager owner of the parameters, on the device of the passes
     */
    ClassifierModel(
            ClassifierOptions options, TargetLoss loss, TaskData data, Map<String, NDArray> start, NDManager manager) {
        this.options = options;
        this.data = data;
        this.manager = manager;
        network =
                ClassifierNetwork.of(options, data.inputs(), options.training().precision());
        network.initialize(manager);
        options.encoder().pretrain(network.encoder(), data.inputs(), manager);
        ClassifierNetwork.start(options, network, data.inputs(), manager);
        loss.start(network.head(), data.trainLabels(), manager);
        options.biases(loss, data.trainLabels())
                .ifPresent(biases ->
                        network.head().getParameters().get("bias").getArray().set(FloatBuffer.wrap(biases)));
        encoder = FineTuning.adapting(options.fineTune(), network.encoder(), manager);
        // A head that is trained by samples is none of the parameters that the optimizer updates as a whole.
        double headRate = loss.samplesClasses() ? 0 : options.headRate();
        parameters = ParameterArena.adopt(network, encoder.layout(network, Embedder.PREFIX, headRate), manager);
        if (start.keySet().stream().anyMatch(name -> name.startsWith(Embedder.PREFIX))) {
            parameters.load(start);
        } else if (!start.isEmpty()) {
            Embedder.load(parameters, start);
        }
        options.linearStart().ifPresent(each -> LinearStart.set(each, network, parameters, data));
    }

    private ClassifierModel(ClassifierModel original, NDManager manager) {
        options = original.options;
        data = original.data;
        this.manager = manager;
        network = original.network;
        parameters = original.parameters.copyTo(manager.getDevice(), manager, true);
        encoder = new FineTuning(options.fineTune(), network.encoder(), manager);
    }

    /** Returns a copy with parameters of its own, which the manager owns, on the manager's device. */
    ClassifierModel copyTo(NDManager manager) {
        return new ClassifierModel(this, manager);
    }

    EncoderWithHead network() {
        return network;
    }

    ParameterArena parameters() {
        return parameters;
    }

    /** How the encoder and its passes change in the course of the training. */
    FineTuning phases() {
        return encoder;
    }

    /** Returns the representations (B, D) of augmented images, recorded for the backward pass if the encoder is trained now. */
    NDArray encode(ParameterStore store, NDArray images) {
        return encoder.encode(store, options.training().precision().of(images));
    }

    /** Returns the outputs of the head for representations (B, D), recorded for the backward pass. */
    NDArray head(ParameterStore store, NDArray features) {
        return network.head().forward(store, new NDList(features), true).singletonOrThrow();
    }

    /** Returns the outputs of the head for augmented images, recorded for the backward pass. */
    NDArray logits(ParameterStore store, NDArray images) {
        return head(store, encode(store, images));
    }

    /** Returns the outputs of the network in evaluation mode, with weights of their own, for examples as they are. */
    NDArray evaluated(ParameterArena weights, NDArray images, NDManager scope) {
        return network.forward(weights.bind(scope), new NDList(images), false).singletonOrThrow();
    }

    /**
     * Returns the class probabilities of the training examples in use (N * C), row-major.
     *
     * @param weights the weights that predict
     */
    float[] predictions(ParameterArena weights) {
        try (Autograd.Recording pause = Autograd.pause();
                NDArray logits = Embedder.embed(network, weights, data, TaskData.Part.TRAIN, manager);
                NDArray probabilities = data.inputs().requireTarget().predictions(logits)) {
            return probabilities.toFloatArray();
        }
    }
}
