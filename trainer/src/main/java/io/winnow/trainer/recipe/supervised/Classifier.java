package io.winnow.trainer.recipe.supervised;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.example.Dataset;
import io.winnow.models.head.EncoderWithHead;
import io.winnow.models.layer.Precision;
import io.winnow.models.torch.ParameterArena;
import io.winnow.models.torch.ParameterLayout;
import io.winnow.trainer.modality.Embedder;
import io.winnow.trainer.modality.Inputs;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.target.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A trained classifier: an encoder and a head with their weights, for prediction only. */
public final class Classifier implements AutoCloseable {
    private final Target target;
    private final EncoderWithHead network;
    private final ParameterArena parameters;
    private final Optional<UnaryOperator<Dataset<?>>> mirror;

    private Classifier(
            Target target,
            EncoderWithHead network,
            ParameterArena parameters,
            Optional<UnaryOperator<Dataset<?>>> mirror) {
        this.target = target;
        this.network = network;
        this.parameters = parameters;
        this.mirror = mirror;
    }

    /** Returns the network of encoder and head for these options, without weights. */
    public static EncoderWithHead network(ClassifierOptions options, Inputs inputs) {
        return ClassifierNetwork.of(options, inputs, Precision.FLOAT32);
    }

    /** Loads a classifier with the network that options describe, as {@link #load(EncoderWithHead, TaskData, Path, Optional, NDManager)} does. */
    public static Classifier load(
            ClassifierOptions options,
            TaskData data,
            Path file,
            Optional<UnaryOperator<Dataset<?>>> mirror,
            NDManager manager)
            throws IOException {
        return load(network(options, data.inputs()), data, file, mirror, manager);
    }

    /**
     * Loads a classifier with weights that {@link ClassifierTraining} or one of its checkpoints has saved.
     *
     * @param network the network, not yet initialised
     * @param mirror mirrors examples; predictions are then the mean of those for an example and for its mirror image
     */
    public static Classifier load(
            EncoderWithHead network,
            TaskData data,
            Path file,
            Optional<UnaryOperator<Dataset<?>>> mirror,
            NDManager manager)
            throws IOException {
        network.initialize(manager);
        ParameterArena parameters = ParameterArena.adopt(network, ParameterLayout.of(network), manager);
        try (NDManager scope = manager.newSubManager()) {
            parameters.load(Embedder.read(file, scope));
        }
        return new Classifier(data.inputs().requireTarget(), network, parameters, mirror);
    }

    /**
     * Predicts for the examples of a part.
     *
     * @return predictions of the target (M, P), row-major
     */
    public float[] predictions(TaskData data, TaskData.Part part, NDManager manager) {
        float[] plain = values(Embedder.embed(network, parameters, data, part, manager));
        if (mirror.isEmpty()) {
            return plain;
        }
        float[] mirrored = values(Embedder.embed(network, parameters, data, part, mirror.get(), manager));
        for (int i = 0; i < plain.length; i++) {
            plain[i] = (plain[i] + mirrored[i]) * 0.5f;
        }
        return plain;
    }

    /**
     * Predicts for the examples of a part and judges the predictions batch by batch.
     *
     * @throws UserException if predictions are means for an example and its mirror image, which are computed for all examples at once
     */
    public void judge(TaskData data, TaskData.Part part, Target.Judging judging, NDManager manager) {
        if (mirror.isPresent()) {
            throw new UserException(judging.note(data.unit())
                    + " The means of predictions for images and their mirror images are not computed in batches. Set"
                    + " test_flip: false, or evaluate fewer images.");
        }
        Embedder.forEach(
                network, parameters, data, part, judging.batchSize(), manager, outputs -> judging.add(values(outputs)));
    }

    private float[] values(NDArray outputs) {
        try (outputs;
                NDArray predictions = target.predictions(outputs)) {
            return predictions.toFloatArray();
        }
    }

    @Override
    public void close() {
        parameters.close();
    }
}
