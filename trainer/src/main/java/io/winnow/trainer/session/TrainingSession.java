package io.winnow.trainer.session;

import ai.djl.Device;
import io.winnow.trainer.mlflow.MlflowSink;
import io.winnow.trainer.recipe.EarlierStages;
import io.winnow.trainer.recipe.Experiment;
import io.winnow.trainer.recipe.Provenance;
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
import io.winnow.trainer.workers.Workers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
        } catch (IOException e) {
            run.close();
            throw AtomicFiles.explained(e, folder);
        } catch (RuntimeException e) {
            run.close();
            throw e;
        }
    }

    private static void requireSame(Experiment experiment, RunDirectory run) throws IOException {
        if (!withoutName(Files.readString(run.config())).equals(withoutName(experiment.toYaml()))) {
            throw new UserException("The configuration differs from the one that " + run.folder()
                    + " was started with, which is " + run.config()
                    + ". Change it back, or start a new run with another --name.");
        }
    }

    /** The directory has the name of a run, too, and may have been renamed. */
    private static String withoutName(String config) {
        return config.replaceFirst("(?m)^name: .*\\R", "");
    }

    /** The directory of the run. */
    public RunDirectory run() {
        return run;
    }

    /**
     * Begins a new run with the stages of an earlier one, as far as they follow from the same.
     *
     * @param data the data of this run, as for {@link #train}
     * @throws UserException if there is no such stage. The directory of the run is then deleted when the session is closed
     */
    public void take(EarlierStages earlier, Device device, RunData data, Progress progress) throws IOException {
        try {
            earlier.take(experiment, run, device, data, metrics, progress::say);
        } catch (UserException e) {
            run.forget();
            throw e;
        }
    }

    /**
     * Runs all stages that are not complete yet.
     *
     * @param workers compute the stages; empty if this process does it alone
     * @throws io.winnow.trainer.run.StoppedException if the run was asked to stop; its state has been saved
     */
    public Result train(Device device, RunData data, Progress progress, StopSignal stop, Optional<Workers> workers)
            throws IOException {
        experiment
                .logging()
                .mlflow()
                .ifPresent(options -> metrics.add(MlflowSink.start(options, source(), System.getenv(), progress::say)));
        try {
            return new Runner(experiment, run, device, data, metrics, progress, stop, Optional.empty(), workers).run();
        } catch (IOException e) {
            throw AtomicFiles.explained(e, run.folder()); // of files that are written line by line
        }
    }

    private MlflowSink.Source source() {
        Map<String, String> tags = new LinkedHashMap<>();
        Provenance.versions().forEach((name, version) -> tags.put("winnow.version." + name, version));
        tags.put("winnow.recipe", experiment.recipe().kind());
        tags.put("mlflow.runName", run.folder().getFileName().toString()); // for servers before 2.0
        tags.put("mlflow.user", System.getProperty("user.name"));
        tags.put("mlflow.source.name", "winnow");
        tags.put("mlflow.source.type", "LOCAL");
        Optional.ofNullable(Provenance.gitRevision())
                .ifPresent(revision -> tags.put("mlflow.source.git.commit", revision));
        return new MlflowSink.Source(run, run.folder().getFileName().toString(), tags);
    }

    @Override
    public void close() throws IOException {
        try (RunDirectory directory = run) {
            metrics.close();
        }
    }
}
