package io.winnow.trainer.session;

import ai.djl.Device;
import io.winnow.trainer.recipe.Experiment;
import io.winnow.trainer.recipe.RunData;
import io.winnow.trainer.recipe.Runner;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.MetricSink;
import io.winnow.trainer.run.Metrics;
import io.winnow.trainer.run.MetricsFile;
import io.winnow.trainer.run.Progress;
import io.winnow.trainer.run.Result;
import io.winnow.trainer.run.RunDirectory;
import io.winnow.trainer.run.StopSignal;
import io.winnow.trainer.run.TensorBoardFile;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A training of an experiment in its run directory, which is locked until the session is closed. */
public final class TrainingSession implements AutoCloseable {
    private final Experiment experiment;
    private final RunDirectory run;
    private final Metrics metrics;

    private TrainingSession(Experiment experiment, RunDirectory run, Metrics metrics) {
        this.experiment = experiment;
        this.run = run;
        this.metrics = metrics;
    }

    /**
     * Opens the directory of a run.
     *
     * @param continued whether the directory is that of the same run, which was stopped; otherwise it is created
     * @param sinks receive all metrics, besides the files of the run; closed with the session
     * @throws UserException if the directory exists and should not, or the other way round, or if the configuration differs from that of
     *     the run that is continued
     */
    public static TrainingSession open(Experiment experiment, Path folder, boolean continued, List<MetricSink> sinks)
            throws IOException {
        RunDirectory run = continued ? RunDirectory.open(folder) : RunDirectory.create(folder);
        try {
            List<MetricSink> all = new ArrayList<>(sinks);
            if (experiment.logging().tensorboard()) {
                all.add(new TensorBoardFile(run.tensorBoard(), System.currentTimeMillis() / 1e3));
            }
            Metrics metrics = new Metrics(new MetricsFile(run.metrics()), all);
            if (continued) {
                requireSame(experiment, run);
            } else {
                AtomicFiles.write(run.config(), experiment.toYaml());
            }
            return new TrainingSession(experiment, run, metrics);
        } catch (IOException | RuntimeException e) {
            run.close();
            throw e;
        }
    }

    private static void requireSame(Experiment experiment, RunDirectory run) throws IOException {
        if (!Files.readString(run.config()).equals(experiment.toYaml())) {
            throw new UserException("The configuration differs from the one that " + run.folder()
                    + " was started with, which is " + run.config()
                    + ". Change it back, or start a new run with another --name.");
        }
    }

    /** The directory of the run. */
    public RunDirectory run() {
        return run;
    }

    /**
     * Runs all stages that are not complete yet.
     *
     * @throws io.winnow.trainer.run.StoppedException if the run was asked to stop; its state has been saved
     */
    public Result train(Device device, RunData data, Progress progress, StopSignal stop) throws IOException {
        return new Runner(experiment, run, device, data, metrics, progress, stop, Optional.empty()).run();
    }

    @Override
    public void close() throws IOException {
        try (RunDirectory directory = run) {
            metrics.close();
        }
    }
}
