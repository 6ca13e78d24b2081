package io.winnow.trainer.export;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.text.TextDataset;
import io.winnow.models.torch.Autograd;
import io.winnow.models.torch.ParameterArena;
import io.winnow.models.torch.ParameterLayout;
import io.winnow.trainer.modality.Inputs;
import io.winnow.trainer.modality.text.TextDataConfig;
import io.winnow.trainer.modality.text.TextVectors;
import io.winnow.trainer.recipe.FinishedRun;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.target.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The trained model of a run on texts. */
public final class TextModel implements AutoCloseable {
    private final TextDataConfig data;
    private final Inputs inputs;
    private final TrainedNetwork trained;
    private final ParameterArena parameters;

    private TextModel(TextDataConfig data, Inputs inputs, TrainedNetwork trained, ParameterArena parameters) {
        this.data = data;
        this.inputs = inputs;
        this.trained = trained;
        this.parameters = parameters;
    }

    /**
     * Opens the model of a run. The data that the run was trained on need not exist any more.
     *
     * @throws UserException if the run was not trained on texts
     */
    public static TextModel open(FinishedRun run, ModelChoice choice, NDManager manager) throws IOException {
        if (!(run.encoder().data() instanceof TextDataConfig data)) {
            throw new UserException(run.folder() + " was not trained on texts. Name a run on texts.");
        }
        Inputs inputs = run.data().inputs();
        TrainedNetwork trained = TrainedNetwork.open(run, choice, inputs, manager);
        trained.network().initialize(manager);
        ParameterArena parameters =
                ParameterArena.adopt(trained.network(), ParameterLayout.of(trained.network()), manager);
        parameters.load(trained.weights());
        trained.weights().values().forEach(NDArray::close);
        return new TextModel(data, inputs, trained, parameters);
    }

    /** Returns what the model computes. */
    public ModelDescription.Kind kind() {
        return trained.kind();
    }

    /** Returns what the outputs of a classifier mean; empty for other kinds. */
    public Optional<Target> target() {
        return Optional.ofNullable(trained.target());
    }

    /**
     * Reads a file of texts, which are in the same columns as those of the training. Labels are not read.
     *
     * @throws UserException if the file does not exist or contains mistakes; the message has all of them
     */
    public TextDataset read(Path file) throws IOException {
        return data.texts(file);
    }

    /** Returns the class probabilities, or the representations, of texts (N, D). */
    public float[][] run(TextDataset texts, NDManager manager) throws IOException {
        try (NDManager scope = manager.newSubManager();
                Autograd.Recording pause = Autograd.pause()) {
            NDArray vectors = ((TextVectors) inputs.preprocessing()).compute(texts, scope);
            NDArray output = trained.network()
                    .forward(parameters.bind(scope), new NDList(vectors), false)
                    .singletonOrThrow();
            if (trained.target() != null) {
                output = trained.target().predictions(output);
            }
            float[] values = output.toFloatArray();
            float[][] rows = new float[texts.size()][values.length / texts.size()];
            for (int i = 0; i < rows.length; i++) {
                System.arraycopy(values, i * rows[i].length, rows[i], 0, rows[i].length);
            }
            return rows;
        }
    }

    @Override
    public void close() {
        parameters.close();
    }
}
