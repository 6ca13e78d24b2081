package io.winnow.trainer.recipe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.winnow.models.head.CosineHead;
import io.winnow.models.head.EncoderWithHead;
import io.winnow.models.layer.Layer;
import io.winnow.models.pretrained.SafeTensors;
import io.winnow.models.torch.ParameterArena;
import io.winnow.models.torch.ParameterLayout;
import io.winnow.trainer.modality.Embedder;
import io.winnow.trainer.modality.EncoderConfig;
import io.winnow.trainer.modality.Inputs;
import io.winnow.trainer.model.ModelChoice;
import io.winnow.trainer.model.ModelOutput;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.target.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The network that a run trained, and its weights.
 *
 * @param output what the network computes
 * @param network the network, not yet initialised
 * @param weights the weights by the names of the network's parameters
 */
record TrainedNetwork(ModelOutput output, Layer network, Map<String, NDArray> weights) {
    private static final String CENTERS = "centers";

    /**
     * Reads the weights of the chosen model.
     *
     * @param manager the manager to which the weights are attached
     * @throws UserException if class centers are chosen and the run has none
     */
    static TrainedNetwork open(FinishedRun run, ModelChoice choice, Inputs inputs, NDManager manager)
            throws IOException {
        EncoderRecipe recipe = run.encoderRecipe();
        if (choice.part() == ModelChoice.Part.CENTERS) {
            Layer vectors = recipe.discriminated(inputs.preprocessing())
                    .orElseThrow(
                            () -> new UserException(
                                    run.folder() + " is a run of " + recipe.kind()
                                            + ", which left no class centers. Only runs of mlcd, and of mofi with a classification, have some; leave out --centers."));
            return withCenters(run, choice, vectors, manager);
        }
        Optional<Layer> classifier =
                choice.part() == ModelChoice.Part.ENCODER ? Optional.empty() : recipe.classifier(inputs);
        if (classifier.isPresent()) {
            Target target = target(run, inputs);
            return new TrainedNetwork(
                    new ModelOutput(ModelOutput.Kind.CLASSIFIER, target.names().size(), target),
                    classifier.get(),
                    Embedder.read(run.judgedFile(choice.weights()), manager));
        }
        EncoderConfig encoder = recipe.encoder().network();
        return new TrainedNetwork(
                new ModelOutput(ModelOutput.Kind.ENCODER, encoder.dimension(inputs.preprocessing()), null),
                encoder.build(inputs.preprocessing()),
                Embedder.withoutPrefix(Embedder.read(run.encoderFile(choice.weights()), manager)));
    }

    /** Returns a network that computes the cosines between the vectors of examples and all class centers. */
    private static TrainedNetwork withCenters(FinishedRun run, ModelChoice choice, Layer vectors, NDManager manager)
            throws IOException {
        Map<String, NDArray> weights = new LinkedHashMap<>();
        Embedder.read(run.weights(choice.weights()), manager)
                .forEach((name, array) -> weights.put(Embedder.PREFIX + name, array));
        Map<String, NDArray> objective =
                SafeTensors.read(run.checkpoint(choice.weights()).folder().resolve("objective.safetensors"), manager);
        NDArray centers = centers(objective);
        objective.values().stream().filter(array -> array != centers).forEach(NDArray::close);
        weights.put("head.weight", centers);
        int count = (int) centers.getShape().get(0);
        int dimension = (int) centers.getShape().get(1);
        return new TrainedNetwork(
                new ModelOutput(ModelOutput.Kind.CENTERS, count, null),
                new EncoderWithHead(vectors, new CosineHead(dimension, count, 1)),
                weights);
    }

    /** Returns what the model gives back for an output of the network (B, D): the predictions of the target, if it has one. */
    NDArray predictions(NDArray networkOutput) {
        return output.target() == null ? networkOutput : output.target().predictions(networkOutput);
    }

    /**
     * Initialises a network and loads these weights into it, which are closed.
     *
     * @param whole the network itself, or one that contains it, whose other parameters keep their values
     * @param prefix prefix of the names of these weights in {@code whole}
     * @param manager manager to which the parameters are attached
     */
    ParameterArena load(Layer whole, String prefix, NDManager manager) {
        whole.initialize(manager);
        ParameterArena parameters = ParameterArena.adopt(whole, ParameterLayout.of(whole), manager);
        try (NDManager scope = manager.newSubManager()) {
            Map<String, NDArray> named = new LinkedHashMap<>(parameters.named(scope));
            weights.forEach((name, array) -> named.put(prefix + name, array));
            parameters.load(named);
        }
        weights.values().forEach(NDArray::close);
        return parameters;
    }

    /** The target with what was chosen on validation data when the run was evaluated. */
    private static Target target(FinishedRun run, Inputs inputs) throws IOException {
        Optional<Path> tuned = run.encoderRecipe().evaluation().targetFile(run);
        return tuned.isPresent() ? Json.read(tuned.get(), Target.class) : inputs.requireTarget();
    }

    /** Returns all centers (k, D). Training on several devices stores them in shards. */
    private static NDArray centers(Map<String, NDArray> objective) {
        NDArray whole = objective.get(CENTERS);
        if (whole != null) {
            return whole;
        }
        NDList shards = new NDList();
        for (int i = 0; objective.containsKey(CENTERS + "." + i); i++) {
            shards.add(objective.get(CENTERS + "." + i));
        }
        return NDArrays.concat(shards);
    }
}
