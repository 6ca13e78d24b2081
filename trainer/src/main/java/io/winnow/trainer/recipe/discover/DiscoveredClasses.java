package io.winnow.trainer.recipe.discover;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.fingerprint.Fingerprint;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.models.pretrained.SafeTensors;
import io.winnow.trainer.modality.Embedder;
import io.winnow.trainer.modality.Inputs;
import io.winnow.trainer.modality.Preprocessing;
import io.winnow.trainer.model.ItemReader;
import io.winnow.trainer.model.ModelOutput;
import io.winnow.trainer.model.TrainedModel;
import io.winnow.trainer.recipe.EncoderSource;
import io.winnow.trainer.recipe.FinishedRun;
import io.winnow.trainer.recipe.Representations;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.target.Targets;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The model of a run: a classifier of old classes by name and new classes by number, on the vectors of the data, or on those of an encoder that
 * the run has.
 */
final class DiscoveredClasses implements TrainedModel {
    private final Discover recipe;
    private final Inputs inputs;
    private final List<String> names;
    private final Path weights;
    private final DiscoveryNetwork network;
    private final Optional<Path> encoderFile;
    private final Optional<Embedder> encoder;

    /** Opens the model. */
    DiscoveredClasses(Discover recipe, FinishedRun run, NDManager manager) throws IOException {
        if (recipe.vectors().isPresent() && !(recipe.vectors().get() instanceof EncoderSource)) {
            throw new UserException(run.folder() + " has classes of vectors that came from recipe.vectors, which are"
                    + " not computed for other examples. " + DiscoveryFiles.CLASSES
                    + " in its folder has the classes of"
                    + " the training examples; only a run without recipe.vectors, or with those of an encoder (kind: moco or"
                    + " run), can predict.");
        }
        this.recipe = recipe;
        inputs = run.data().inputs();
        Path folder = run.stage(Discover.DISCOVER);
        names = List.of(Json.read(folder.resolve(DiscoveryFiles.NAMES), String[].class));
        weights = folder.resolve(DiscoveryTraining.HEAD);
        encoderFile = recipe.vectors().map(source -> run.stage(Discover.VECTORS).resolve(Representations.ENCODER));
        encoder = encoderFile.isEmpty()
                ? Optional.empty()
                : Optional.of(Embedder.load(
                        ((EncoderSource) recipe.vectors().get()).network(),
                        inputs.preprocessing(),
                        encoderFile.get(),
                        manager));
        try (NDManager scope = manager.newSubManager()) {
            network = DiscoveryNetwork.of(recipe.discover(), SafeTensors.read(weights, scope), manager);
        }
    }

    @Override
    public ModelOutput output() {
        return new ModelOutput(
                ModelOutput.Kind.CLASSIFIER,
                names.size(),
                Targets.of(new ClassLabels(new int[0], names)).orElseThrow());
    }

    @Override
    public ItemReader<?> reader() {
        return recipe.data().reader(inputs);
    }

    @Override
    public NDArray run(Dataset<?> items, int[] examples, int maxCorrupt, NDManager manager) {
        Preprocessing input = inputs.preprocessing();
        float[][] rows = UnitRows.of(
                encoder.isPresent()
                        ? input.map(items, examples, Embedder.BATCH, maxCorrupt, manager, encoder.get()::embed)
                        : input.rawVectors(items, examples, maxCorrupt, manager));
        return UnitRows.array(network.probabilities(rows, network.parameters()), manager);
    }

    @Override
    public String digest() throws IOException {
        Fingerprint digest = new Fingerprint().add(weights);
        for (Path file : encoderFile.stream().toList()) {
            digest.add(file);
        }
        return inputs.preprocessing().addTo(digest).hex();
    }

    @Override
    public void close() {
        network.close();
        encoder.ifPresent(Embedder::close);
    }
}
