package io.winnow.trainer.recipe;

import io.winnow.trainer.engine.Checkpoint;
import io.winnow.trainer.engine.Checkpoints;
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
        Path config = folder.resolve("config.yaml");
        if (!Files.isRegularFile(config)) {
            throw new UserException(folder + " holds no run (no config.yaml).");
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

    /**
     * A file with the encoder's weights at a checkpoint.
     *
     * @param which {@code last}, {@code best} or a step
     */
    public Path encoderFile(String which) throws IOException {
        return which.equals("last") ? encoderFile() : checkpoint(which);
    }

    /** A file with the weights at a checkpoint that the recipe's {@link ImageEvaluation} judges. */
    public Path judgedFile(String which) throws IOException {
        return which.equals("last")
                ? left(encoder().stage(), images().evaluation().weights())
                : checkpoint(which);
    }

    private Path checkpoint(String which) throws IOException {
        Checkpoints checkpoints = new Checkpoints(stage(encoder().stage()).resolve("checkpoints"));
        List<Checkpoint> all = checkpoints.all();
        long step;
        if (which.equals("best")) {
            Checkpoint newest = all.isEmpty() ? null : all.get(all.size() - 1);
            step = newest == null ? -1 : newest.state().bestStep();
            if (step <= 0) {
                throw new UserException(
                        "This training watched no metric (early_stopping), so it has no best checkpoint.");
            }
        } else {
            step = which.matches("\\d{1,18}") ? Long.parseLong(which) : -1;
        }
        Optional<Checkpoint> chosen = checkpoints.at(step);
        if (chosen.isEmpty()) {
            throw new UserException(
                    "There is no checkpoint '" + which + "' in " + folder + "; there are last, best and "
                            + all.stream().map(c -> Long.toString(c.step())).collect(Collectors.joining(", ")) + ".");
        }
        Path average = chosen.get().folder().resolve("average.safetensors");
        return Files.exists(average) ? average : chosen.get().folder().resolve("model.safetensors");
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

    public Manifest manifest() throws IOException {
        return Json.read(folder.resolve("run.json"), Manifest.class);
    }

    /** What it found, once it is complete. */
    public Optional<Result> result() throws IOException {
        Path file = folder.resolve("result.json");
        return Files.exists(file) ? Optional.of(Json.read(file, Result.class)) : Optional.empty();
    }
}
