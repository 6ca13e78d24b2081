package io.winnow.trainer.recipe.supervised;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.models.head.EncoderWithHead;
import io.winnow.models.pretrained.SafeTensors;
import io.winnow.models.torch.ParameterArena;
import io.winnow.models.torch.ParameterLayout;
import io.winnow.trainer.modality.Embedder;
import io.winnow.trainer.modality.Inputs;
import io.winnow.trainer.modality.TaskData;
import java.io.IOException;
import java.nio.file.Path;

/** A trained classifier: an encoder and a head with their weights, for prediction only. */
public final class Classifier implements AutoCloseable {
    private final EncoderWithHead network;
    private final ParameterArena parameters;

    private Classifier(EncoderWithHead network, ParameterArena parameters) {
        this.network = network;
        this.parameters = parameters;
    }

    /** Returns the network of encoder and head for these options, without weights. */
    public static EncoderWithHead network(ClassifierOptions options, Inputs inputs) {
        return ClassifierObjective.network(options, inputs);
    }

    /** Loads a classifier with weights that {@link ClassifierTraining} or one of its checkpoints has saved. */
    public static Classifier load(ClassifierOptions options, TaskData data, Path file, NDManager manager)
            throws IOException {
        EncoderWithHead network = ClassifierObjective.network(options, data.inputs());
        network.initialize(manager);
        ParameterArena parameters = ParameterArena.adopt(network, ParameterLayout.of(network), manager);
        try (NDManager scope = manager.newSubManager()) {
            parameters.load(SafeTensors.read(file, scope));
        }
        return new Classifier(network, parameters);
    }

    /**
     * Predicts the classes of the test examples.
     *
     * @return class probabilities (M * C), row-major
     */
    public float[] probabilities(TaskData data, NDManager manager) {
        try (NDArray logits = Embedder.embed(network, parameters, data, TaskData.Part.TEST, manager);
                NDArray probabilities = logits.softmax(1)) {
            return probabilities.toFloatArray();
        }
    }

    @Override
    public void close() {
        parameters.close();
    }
}
