package io.winnow.trainer.export;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.example.Dataset;
import io.winnow.models.torch.Autograd;
import io.winnow.models.torch.ParameterArena;
import io.winnow.trainer.modality.ClassNotes;
import io.winnow.trainer.modality.Inputs;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.modality.records.RecordDataConfig;
import io.winnow.trainer.recipe.FinishedRun;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.target.Target;
import io.winnow.trainer.target.Targets;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The trained model of a run on records, such as texts or rows of tables. */
public final class RecordModel implements AutoCloseable {
    private static final int BATCH = 256;

    private final RecordDataConfig data;
    private final Inputs inputs;
    private final TrainedNetwork trained;
    private final ParameterArena parameters;

    private RecordModel(RecordDataConfig data, Inputs inputs, TrainedNetwork trained, ParameterArena parameters) {
        this.data = data;
        this.inputs = inputs;
        this.trained = trained;
        this.parameters = parameters;
    }

    /**
     * Opens the model of a run. The data that the run was trained on need not exist any more.
     *
     * @throws UserException if the run was not trained on records
     */
    public static RecordModel open(FinishedRun run, ModelChoice choice, NDManager manager) throws IOException {
        if (!(run.encoder().data() instanceof RecordDataConfig data)) {
            throw new UserException(
                    run.folder() + " was not trained on records, such as texts or rows. Name a run that was.");
        }
        Inputs inputs = run.data().inputs();
        TrainedNetwork trained = TrainedNetwork.open(run, choice, inputs, manager);
        ParameterArena parameters = trained.load(trained.network(), "", manager);
        return new RecordModel(data, inputs, trained, parameters);
    }

    /** Returns what the model computes. */
    public ModelDescription.Kind kind() {
        return trained.kind();
    }

    /** Returns what the outputs of a classifier mean; empty for other kinds. */
    public Optional<Target> target() {
        return Optional.ofNullable(trained.target());
    }

    /** Returns the noun in the plural for the examples. */
    public String unit() {
        return data.unit();
    }

    /**
     * Reads a file whose columns are those of the training. Labels are not read.
     *
     * @throws UserException if the file does not exist or contains mistakes; the message has all of them
     */
    public Dataset<?> read(Path file) throws IOException {
        return data.read(file, inputs, false);
    }

    /**
     * Reads one example per line, such as from a pipe.
     *
     * @throws UserException if an example is more than a line of text
     */
    public Dataset<?> lines(String name, InputStream in) throws IOException {
        return data.readLines(name, in, inputs);
    }

    /**
     * Judges the predictions of a classifier for a labelled file whose columns are those of the training.
     *
     * @return the metrics, and notes for the user
     * @throws UserException if the file contains mistakes, or its labels are of another kind
     */
    public Judged judge(Path file, NDManager manager) throws IOException {
        Dataset<?> items = data.read(file, inputs, true);
        float[][] rows = run(items, manager);
        float[] predictions = new float[rows.length * rows[0].length];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(rows[i], 0, predictions, i * rows[i].length, rows[i].length);
        }
        return new Judged(
                Targets.judge(trained.target(), predictions, items.labels(), items.name(), unit())
                        .metrics(),
                ClassNotes.missing(items, unit()));
    }

    /**
     * How well a classifier predicts.
     *
     * @param note a note for the user on classes that the data lack
     */
    public record Judged(Map<String, Double> metrics, Optional<String> note) {}

    /** Returns the predictions of the target, or the representations, of examples (N, D). */
    public float[][] run(Dataset<?> items, NDManager manager) {
        try (NDManager scope = manager.newSubManager();
                Autograd.Recording pause = Autograd.pause()) {
            NDArray outputs = inputs.preprocessing().map(items, TaskData.all(items), BATCH, 0, scope, batch -> {
                NDArray output = trained.network()
                        .forward(parameters.bind(batch.getManager()), new NDList(batch), false)
                        .singletonOrThrow();
                return trained.target() == null ? output : trained.target().predictions(output);
            });
            float[] values = outputs.toFloatArray();
            float[][] rows = new float[items.size()][values.length / items.size()];
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
