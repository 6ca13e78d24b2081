package io.winnow.trainer.recipe;

import io.winnow.trainer.config.Names;
import io.winnow.trainer.engine.Checkpoint;
import io.winnow.trainer.engine.Checkpoints;
import io.winnow.trainer.run.InputPaths;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.Manifest;
import io.winnow.trainer.run.Result;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A run directory, for reading. */
public record FinishedRun(Path folder, Experiment experiment) {
    private static final String AVERAGE = "average.safetensors";

    /**
     * Opens a run.
     *
     * @throws UserException when there is none
     */
    public static FinishedRun open(Path folder) {
        return open(folder, List.of());
    }

    /** Opens a run whose configuration is changed by {@code KEY=VALUE} assignments. */
    public static FinishedRun open(Path folder, List<String> assignments) {
        Path config = InputPaths.require(folder).resolve("config.yaml");
        if (!Files.isRegularFile(config)) {
            throw new UserException(
                    folder + " is not the folder of a run: it has no config.yaml. `winnow runs list` shows the runs.");
        }
        return new FinishedRun(folder, Experiment.read(config, assignments));
    }

    /**
     * The recipe of a run on images.
     *
     * @throws UserException when the run is on something else
     */
    public ImageRecipe images() {
        return recipe(ImageRecipe.class, "images");
    }

    /**
     * The recipe, where it is of a kind.
     *
     * @param examples what recipes of this kind are trained on
     * @throws UserException when it is of another
     */
    public <R extends Recipe> R recipe(Class<R> kind, String examples) {
        if (kind.isInstance(experiment.recipe())) {
            return kind.cast(experiment.recipe());
        }
        throw new UserException(folder + " is a run of " + experiment.recipe().kind() + "; a run on " + examples
                + " is needed here: " + String.join(", ", Recipes.kinds(kind)) + ".");
    }

    public ImageRecipe.TrainedEncoder encoder() {
        return images().encoder();
    }

    /**
     * The encoder that a stage trains.
     *
     * @throws UserException when no stage of that name trains one
     */
    public ImageRecipe.TrainedEncoder encoder(String stage) {
        List<ProbedTraining> trainings = images().trainings();
        return trainings.stream()
                .filter(training -> training.stage().equals(stage))
                .findFirst()
                .map(training -> new ImageRecipe.TrainedEncoder(stage, training.encoder(), training.data()))
                .orElseThrow(() -> new UserException("No stage '" + stage + "' of " + folder + " trains an encoder; "
                        + Names.allowed(
                                stage,
                                trainings.stream().map(ProbedTraining::stage).toList())
                        + "."));
    }

    /** Weights of the trained encoder. */
    public Path encoderFile() {
        return encoderFile(encoder());
    }

    /** Weights of an encoder that a stage of this run left. */
    public Path encoderFile(ImageRecipe.TrainedEncoder encoder) {
        return left(encoder.stage(), Representations.ENCODER);
    }

    private Path left(String stage, String name) {
        Path file = stage(stage).resolve(name);
        if (!Files.isRegularFile(file)) {
            throw new UserException(folder + " has not finished its stage " + stage + " yet.");
        }
        return file;
    }

    /** A file with the encoder's weights. */
    public Path encoderFile(WeightsChoice choice) throws IOException {
        return choice.isLast() ? encoderFile() : weights(choice);
    }

    /** A file with the weights that the recipe's {@link ImageEvaluation} judges. */
    public Path judgedFile(WeightsChoice choice) throws IOException {
        return choice.isLast() ? left(encoder().stage(), images().evaluation().weights()) : weights(choice);
    }

    /** Which kind of weights a choice is; empty where the training kept no checkpoint. */
    public Optional<WeightsChoice.Kind> kindOf(WeightsChoice choice) throws IOException {
        if (checkpoints().all().isEmpty()) {
            return Optional.empty();
        }
        boolean average = weights(choice).getFileName().toString().equals(AVERAGE);
        return Optional.of(average ? WeightsChoice.Kind.AVERAGE : WeightsChoice.Kind.RAW);
    }

    /** All weights of the trained model, head and all, at a checkpoint. */
    public Path weights(WeightsChoice choice) throws IOException {
        Path folder = checkpoint(choice).folder();
        boolean kept = Files.exists(folder.resolve(AVERAGE));
        WeightsChoice.Kind kind = choice.kind().orElse(kept ? WeightsChoice.Kind.AVERAGE : WeightsChoice.Kind.RAW);
        if (kind == WeightsChoice.Kind.AVERAGE && !kept) {
            throw new UserException("This training kept no average of its weights (average_decay).");
        }
        return folder.resolve(kind == WeightsChoice.Kind.AVERAGE ? AVERAGE : "model.safetensors");
    }

    private Checkpoints checkpoints() {
        return new Checkpoints(stage(encoder().stage()).resolve(StageContext.CHECKPOINTS));
    }

    /**
     * The checkpoint of the trained encoder.
     *
     * @throws UserException when there is none
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
                throw new UserException(
                        "This training watched no metric (early_stopping), so it has no best checkpoint.");
            }
        } else {
            step = which.matches("\\d{1,18}") ? Long.parseLong(which) : -1;
        }
        return checkpoints()
                .at(step)
                .orElseThrow(() -> new UserException("There is no checkpoint '" + which + "' in " + folder
                        + "; there are last, best and "
                        + all.stream().map(c -> Long.toString(c.step())).collect(Collectors.joining(", ")) + "."));
    }

    /** Folder of a stage by name. */
    public Path stage(String name) {
        List<Stage> stages = experiment.recipe().stages();
        for (int i = 0; i < stages.size(); i++) {
            if (stages.get(i).name().equals(name)) {
                return folder.resolve("stages").resolve(i + 1 + "-" + name);
            }
        }
        throw new IllegalArgumentException("no stage " + name);
    }

    /**
     * What its data were.
     *
     * @throws UserException when it has not read them yet
     */
    public DataRecord data() throws IOException {
        return DataRecord.of(folder);
    }

    public Manifest manifest() throws IOException {
        return Json.read(folder.resolve("run.json"), Manifest.class);
    }

    /** What it found, once it is complete. */
    public Optional<Result> result() throws IOException {
        Path file = folder.resolve("result.json");
        return Files.exists(file) ? Optional.of(Json.read(file, Result.class)) : Optional.empty();
    }
}
