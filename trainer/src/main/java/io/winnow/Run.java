package io.winnow;

import ai.djl.ndarray.NDManager;
import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.catalog.DataRoot;
import io.winnow.trainer.export.ExportSource;
import io.winnow.trainer.export.Exporter;
import io.winnow.trainer.export.graph.TraceException;
import io.winnow.trainer.model.ExportFormat;
import io.winnow.trainer.model.ModelChoice;
import io.winnow.trainer.model.WeightsChoice;
import io.winnow.trainer.recipe.FinishedRun;
import io.winnow.trainer.recipe.RunData;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.Result;
import io.winnow.trainer.run.RunStatus;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.session.Devices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;

/** The directory of a training: its configuration, its weights and its results. */
public final class Run {
    private final FinishedRun run;
    private final Optional<Result> result;

    private Run(FinishedRun run, Optional<Result> result) {
        this.run = run;
        this.result = result;
    }

    /**
     * Opens a run.
     *
     * @param folder its directory
     * @return the run
     * @throws WinnowException if the directory is not that of a run
     * @throws IOException if its files cannot be read
     */
    public static Run open(Path folder) throws IOException {
        FinishedRun run = FinishedRun.open(folder);
        Path file = folder.resolve("result.json");
        Optional<Result> result = Files.exists(file) ? Optional.of(Json.read(file, Result.class)) : Optional.empty();
        return new Run(run, result.filter(each -> each.status() == RunStatus.COMPLETED));
    }

    /** {@return the directory} */
    public Path folder() {
        return run.folder();
    }

    /** {@return the configuration with all defaults applied} */
    public String yaml() {
        return run.experiment().toYaml();
    }

    /** {@return whether all stages are complete} */
    public boolean isComplete() {
        return result.isPresent();
    }

    /**
     * {@return the metrics of the method by their names, such as {@code accuracy}, in [0, 1] for shares}
     *
     * @throws WinnowException if the run is not complete
     */
    public Map<String, Double> metrics() {
        return complete().metrics();
    }

    /**
     * {@return the metrics of each baseline, by the name of the baseline}
     *
     * @throws WinnowException if the run is not complete
     */
    public Map<String, Map<String, Double>> baselines() {
        return complete().baselines();
    }

    private Result complete() {
        return result.orElseThrow(() -> new UserException(
                run.folder() + " is not complete, so it has no results. Continue it with Training.resume."));
    }

    /**
     * Opens the model: the classifier if the run has one, and otherwise the encoder.
     *
     * @return the model, which the caller closes
     * @throws IOException if its files cannot be read
     */
    public Model model() throws IOException {
        return Model.open(run.folder());
    }

    /**
     * Opens the encoder without a classifier.
     *
     * @return the encoder, which the caller closes
     * @throws IOException if its files cannot be read
     */
    public Model encoder() throws IOException {
        return Model.open(run.folder(), ModelChoice.Part.ENCODER);
    }

    /**
     * Writes the model as TorchScript, ONNX and safetensors, with how to use it. Each file is first compared with the live model.
     *
     * @param output folder for the bundle, which must not exist
     * @throws WinnowException if the folder exists, or if such a model cannot be exported
     * @throws IOException if a file cannot be written, or does not compute what the live model does; then nothing is written
     */
    public void export(Path output) throws IOException {
        export(output, ExportOptions.plain());
    }

    /**
     * Writes the model as {@link #export(Path)} does, and what the options ask for.
     *
     * @param output folder for the bundle, which must not exist
     * @param options whether to calibrate probabilities, to abstain, and to write int8 weights
     * @throws WinnowException if the folder exists, if such a model cannot be exported or calibrated, if the data of the run are needed but
     *     have moved or changed, or if the precision cannot be reached
     * @throws IOException if a file cannot be written, or does not compute what the live model does; then nothing is written
     */
    public void export(Path output, ExportOptions options) throws IOException {
        Exporter.requireTarget(output, false);
        Optional<Exporter.CalibrationOptions> calibration =
                options.calibrated() || options.precision().isPresent()
                        ? Optional.of(new Exporter.CalibrationOptions(
                                RunData.reading(run.folder(), new Catalog(DataRoot.ofEnvironment()), false, line -> {}),
                                options.precision()))
                        : Optional.empty();
        try (NDManager manager = NDManager.newBaseManager(Devices.resolve("cpu"))) {
            new Exporter(
                            new ExportSource.Run(run),
                            new Exporter.Options(
                                    EnumSet.allOf(ExportFormat.class),
                                    new ModelChoice(WeightsChoice.LAST, ModelChoice.Part.MODEL),
                                    false,
                                    options.int8(),
                                    calibration,
                                    ""),
                            line -> {})
                    .write(output, manager);
        } catch (TraceException e) {
            throw new UserException(e.getMessage(), e);
        }
    }
}
