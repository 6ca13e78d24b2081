package io.winnow.trainer.cli;

import ai.djl.Device;
import io.winnow.datasets.catalog.Catalog;
import io.winnow.trainer.config.Names;
import io.winnow.trainer.engine.RateCurve;
import io.winnow.trainer.engine.RateCurveException;
import io.winnow.trainer.engine.RateRangeTest;
import io.winnow.trainer.recipe.Experiment;
import io.winnow.trainer.recipe.ProbedTraining;
import io.winnow.trainer.recipe.RunData;
import io.winnow.trainer.recipe.Runner;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.ConsoleProgress;
import io.winnow.trainer.run.Metrics;
import io.winnow.trainer.run.MetricsFile;
import io.winnow.trainer.run.RunDirectory;
import io.winnow.trainer.run.StopSignal;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Tests the learning rates of a training of an experiment. The stages run in a temporary folder up to this training, and the folder is then
 * deleted.
 *
 * @param stage name of the stage whose training is tested; empty for the first one that trains
 */
record RateFinder(Experiment experiment, Device device, Optional<String> stage, Catalog catalog) {
    /**
     * Runs the test.
     *
     * @throws UserException if no stage of this name trains
     */
    RateCurve find() throws IOException {
        List<String> trainings = experiment.recipe().trainings().stream()
                .map(ProbedTraining::stage)
                .toList();
        stage.filter(name -> !trainings.contains(name)).ifPresent(name -> {
            throw new UserException("--rate-stage: no stage '" + name + "' of this configuration trains; "
                    + Names.allowedAtEnd(name, trainings));
        });
        Path folder = Files.createTempDirectory("winnow-find-rate-");
        try {
            return find(folder.resolve("run"), new RateRangeTest(stage));
        } finally {
            AtomicFiles.delete(folder);
        }
    }

    private RateCurve find(Path folder, RateRangeTest test) throws IOException {
        try (RunDirectory run = RunDirectory.create(folder);
                ConsoleProgress progress = TrainCommand.progress(run);
                Metrics metrics = new Metrics(new MetricsFile(run.metrics()), List.of())) {
            StopSignal stop = StopSignal.listening(progress);
            try {
                RunData data = RunData.recording(folder, experiment.recipe(), catalog, false, progress::say);
                new Runner(experiment, run, device, data, metrics, progress, stop, Optional.of(test), Optional.empty())
                        .run();
                throw new UserException("--find-rate: no stage of the recipe "
                        + experiment.recipe().kind() + " trains with a learning rate.");
            } catch (RateCurveException done) {
                return done.curve();
            } finally {
                stop.forget();
            }
        }
    }
}
