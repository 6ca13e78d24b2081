package io.winnow.trainer.recipe;

import io.winnow.trainer.config.Names;
import io.winnow.trainer.engine.Checkpoint;
import io.winnow.trainer.engine.Checkpoints;
import io.winnow.trainer.model.WeightsChoice;
import io.winnow.trainer.run.InputPaths;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.Manifest;
import io.winnow.trainer.run.Result;
import io.winnow.trainer.run.StageSummary;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Read access to the directory of a run.
 *
 * @param folder directory of the run
 * @param experiment its configuration, in which paths lead to what they led to in the training
 */
public record FinishedRun(Path folder, Experiment experiment) {
    private static final String AVERAGE = "average.safetensors";

    /**
     * Opens a run.
     *
     * @throws UserException if the folder is not that of a run
     */
    public static FinishedRun open(Path folder) {
        return open(folder, List.of());
    }

    /**
     * Opens several runs.
     *
     * @throws UserException if a folder is not that of a run, or is named twice, be it by different paths
     */
    public static List<FinishedRun> openAll(List<Path> folders) throws IOException {
        List<FinishedRun> runs = new ArrayList<>();
        Set<Path> seen = new HashSet<>();
        for (Path folder : folders) {
            runs.add(open(folder));
            if (!seen.add(folder.toRealPath())) {
                throw new UserException("The run " + folder + " is named twice. Name each run once.");
            }
        }
        return runs;
    }

    /** Opens a run and overrides its configuration with {@code KEY=VALUE} assignments. */
    public static FinishedRun open(Path folder, List<String> assignments) {
        Path config = InputPaths.require(folder).resolve("config.yaml");
        if (!Files.isRegularFile(config)) {
            throw new UserException(
                    folder + " is not the folder of a run: it has no config.yaml. `winnow runs list` lists the runs.");
        }
        return new FinishedRun(folder, DataRecord.located(Experiment.read(config, assignments), folder));
    }

    /**
     * Returns the recipe of a run that trains an encoder.
     *
     * @throws UserException if it does not
     */
    public EncoderRecipe encoderRecipe() {
        return recipe(EncoderRecipe.class, "that trains an encoder");
    }

    /**
     * Returns the recipe as the given type.
     *
     * @param kind type of recipe that is needed
     * @param what what distinguishes such a run, for the error message: on tables
     * @throws UserException if the recipe is of another type
     */
    public <R extends Recipe> R recipe(Class<R> kind, String what) {
        if (kind.isInstance(experiment.recipe())) {
            return kind.cast(experiment.recipe());
        }
        throw new UserException(folder + " is a run of the recipe "
                + experiment.recipe().kind() + ", but this command needs a run " + what
                + ", of one of the recipes: "
                + String.join(", ", Recipes.kinds(kind)) + ".");
    }

    /** Returns the encoder that the run trained. */
    public EncoderRecipe.TrainedEncoder encoder() {
        return encoderRecipe().encoder();
    }

    /**
     * Returns the encoder that a stage trains.
     *
     * @throws UserException if no stage of that name trains an encoder
     */
    public EncoderRecipe.TrainedEncoder encoder(String stage) {
        List<ProbedTraining> trainings = encoderRecipe().trainings();
        return trainings.stream()
                .filter(training -> training.stage().equals(stage))
                .findFirst()
                .map(training -> new EncoderRecipe.TrainedEncoder(stage, training.encoder(), training.data()))
                .orElseThrow(() -> new UserException("No stage '" + stage + "' of " + folder + " trains an encoder; "
                        + Names.allowedAtEnd(
                                stage,
                                trainings.stream().map(ProbedTraining::stage).toList())));
    }

    /** Returns the file with the weights of the trained encoder. */
    public Path encoderFile() {
        return encoderFile(encoder());
    }

    /** Returns the file with the weights of an encoder that a stage of this run trained. */
    public Path encoderFile(EncoderRecipe.TrainedEncoder encoder) {
        return left(encoder.stage(), Representations.ENCODER);
    }

    private Path left(String stage, String name) {
        Path file = stage(stage).resolve(name);
        if (!Files.isRegularFile(file)) {
            throw new UserException(folder + " has not finished its stage " + stage + " yet: there is no " + file
                    + ". Continue it with `winnow train .. --resume` first.");
        }
        return file;
    }

    /** Returns a file that contains the encoder's weights for a choice; it may contain those of a head as well. */
    public Path encoderFile(WeightsChoice choice) throws IOException {
        return choice.isLast() ? encoderFile() : weights(choice);
    }

    /** Returns the file with the weights that the recipe's {@link EncoderEvaluation} evaluates. */
    public Path judgedFile(WeightsChoice choice) throws IOException {
        return choice.isLast()
                ? left(encoder().stage(), encoderRecipe().evaluation().weights())
                : weights(choice);
    }

    /** Returns which kind of weights a choice refers to; empty if the run has no checkpoints. */
    public Optional<WeightsChoice.Kind> kindOf(WeightsChoice choice) throws IOException {
        if (checkpoints().all().isEmpty()) {
            return Optional.empty();
        }
        boolean average = weights(choice).getFileName().toString().equals(AVERAGE);
        return Optional.of(average ? WeightsChoice.Kind.AVERAGE : WeightsChoice.Kind.RAW);
    }

    /**
     * Returns the file with all weights of the trained model, including its head, at a checkpoint.
     *
     * @throws UserException if the checkpoint, or the average of the weights, does not exist
     */
    public Path weights(WeightsChoice choice) throws IOException {
        Path folder = checkpoint(choice).folder();
        boolean kept = Files.exists(folder.resolve(AVERAGE));
        WeightsChoice.Kind kind = choice.kind().orElse(kept ? WeightsChoice.Kind.AVERAGE : WeightsChoice.Kind.RAW);
        if (kind == WeightsChoice.Kind.AVERAGE && !kept) {
            throw new UserException("The weights 'average' were requested, but the training of " + this.folder
                    + " kept no moving average of its weights. Choose the raw weights, or train with ema_decay.");
        }
        return folder.resolve(kind == WeightsChoice.Kind.AVERAGE ? AVERAGE : "model.safetensors");
    }

    private Checkpoints checkpoints() {
        return new Checkpoints(stage(encoder().stage()).resolve(StageContext.CHECKPOINTS));
    }

    /**
     * Returns the chosen checkpoint of the trained encoder.
     *
     * @throws UserException if it does not exist
     */
    public Checkpoint checkpoint(WeightsChoice choice) throws IOException {
        List<Checkpoint> all = checkpoints().all();
        Checkpoint newest = all.isEmpty() ? null : all.get(all.size() - 1);
        String which = choice.checkpoint();
        long step;
        if (which.equals("last")) {
            step = newest == null ? -1 : newest.step();
        } else if (which.equals("best")) {
            step = newest == null ? -1 : newest.state().bestStep();
            if (step <= 0) {
                throw new UserException("The checkpoint 'best' was requested, but the training of " + folder
                        + " has none, as it monitored no metric. Choose last or a step, or train with early_stopping.");
            }
        } else {
            step = which.matches("\\d{1,18}") ? Long.parseLong(which) : -1;
        }
        return checkpoints()
                .at(step)
                .orElseThrow(() -> new UserException("There is no checkpoint '" + which + "' in " + folder
                        + ". Choose last, best or one of the steps "
                        + all.stream().map(c -> Long.toString(c.step())).collect(Collectors.joining(", ")) + "."));
    }

    /** Returns the folder of the stage with this name. */
    public Path stage(String name) {
        List<Stage> stages = experiment.recipe().stages();
        for (int i = 0; i < stages.size(); i++) {
            if (stages.get(i).name().equals(name)) {
                return folder.resolve("stages").resolve(i + 1 + "-" + name);
            }
        }
        throw new IllegalArgumentException("no stage " + name);
    }

    /** Returns whether the stage with this name is complete. */
    public boolean isComplete(String stage) {
        return Files.exists(stage(stage).resolve(StageContext.SUMMARY));
    }

    /** Reads the summaries of the stages that are complete, in order. */
    public List<StageSummary> summaries() throws IOException {
        List<StageSummary> summaries = new ArrayList<>();
        for (Stage stage : experiment.recipe().stages()) {
            if (isComplete(stage.name())) {
                summaries.add(Json.read(stage(stage.name()).resolve(StageContext.SUMMARY), StageSummary.class));
            }
        }
        return summaries;
    }

    /**
     * Returns the description of the data that the run was trained on.
     *
     * @throws UserException if the run has not read its data yet
     */
    public DataRecord data() throws IOException {
        return DataRecord.of(folder);
    }

    /** Reads the status and provenance of the run. */
    public Manifest manifest() throws IOException {
        return Json.read(folder.resolve("run.json"), Manifest.class);
    }

    /** Reads the result of the run; empty until the run is complete. */
    public Optional<Result> result() throws IOException {
        Path file = folder.resolve("result.json");
        return Files.exists(file) ? Optional.of(Json.read(file, Result.class)) : Optional.empty();
    }
}
