package io.winnow.trainer.recipe;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.Plural;
import io.winnow.datasets.random.CounterRandom;
import io.winnow.models.torch.Threads;
import io.winnow.trainer.engine.Checkpoint;
import io.winnow.trainer.engine.Checkpoints;
import io.winnow.trainer.engine.DeviceMemory;
import io.winnow.trainer.engine.RateRangeTest;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.DeviceMemoryException;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.Manifest;
import io.winnow.trainer.run.Metrics;
import io.winnow.trainer.run.Progress;
import io.winnow.trainer.run.ProgressFile;
import io.winnow.trainer.run.Result;
import io.winnow.trainer.run.RunDirectory;
import io.winnow.trainer.run.RunStatus;
import io.winnow.trainer.run.StageSummary;
import io.winnow.trainer.run.StopSignal;
import io.winnow.trainer.run.StoppedException;
import io.winnow.trainer.workers.Workers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Runs the stages of an experiment in a run directory. Stages that are already complete are skipped. */
public final class Runner {
    private final Experiment experiment;
    private final RunDirectory run;
    private final Device device;
    private final RunData data;
    private final Metrics metrics;
    private final ProgressFile progress;
    private final StopSignal stop;
    private final Optional<RateRangeTest> rateTest;
    private final Distribution distribution;

    /**
     * @param rateTest a learning-rate range test in place of a training; empty to train
     * @param workers compute the stages; empty if this process does it alone
     */
    public Runner(
            Experiment experiment,
            RunDirectory run,
            Device device,
            RunData data,
            Metrics metrics,
            Progress progress,
            StopSignal stop,
            Optional<RateRangeTest> rateTest,
            Optional<Workers> workers) {
        this.experiment = DataRecord.located(experiment, run.folder());
        this.run = run;
        this.device = device;
        this.data = data;
        this.metrics = metrics;
        this.progress = new ProgressFile(progress, run.progress());
        this.stop = stop;
        this.rateTest = rateTest;
        distribution = workers.<Distribution>map(
                        each -> new Distribution.Leading(each, UUID.randomUUID().toString()))
                .orElseGet(Distribution.Alone::new);
    }

    /**
     * Runs all stages that are not complete yet.
     *
     * @return the result of the run
     * @throws io.winnow.trainer.engine.RateCurveException with the result of the range test, if there is one
     * @throws StoppedException if the run was asked to stop; its state has been saved
     */
    public Result run() throws IOException {
        experiment.requireWorkers(distribution instanceof Distribution.Leading);
        Manifest manifest = Files.exists(run.manifest())
                ? Json.read(run.manifest(), Manifest.class)
                : Provenance.manifest(experiment, device);
        useThreads(manifest);
        double before = manifest.seconds();
        long begin = System.nanoTime();
        save(manifest, RunStatus.RUNNING, before, null);
        stop.alsoRequestedIn(run.folder(), progress);
        try {
            List<StageSummary> stages = runStages();
            // A session that was killed has not recorded its own time, but the times of its completed stages are known.
            double own = stages.stream().mapToDouble(StageSummary::seconds).sum();
            double seconds = Math.max(own, before + (System.nanoTime() - begin) / 1e9);
            Result result = summarise(stages, seconds);
            AtomicFiles.write(run.result(), Json.page(result));
            save(manifest, RunStatus.COMPLETED, seconds, null);
            return result;
        } catch (StoppedException e) {
            save(manifest, RunStatus.STOPPED, before + (System.nanoTime() - begin) / 1e9, e.getMessage());
            throw e;
        } catch (IOException | RuntimeException | Error e) {
            save(manifest, RunStatus.FAILED, before + (System.nanoTime() - begin) / 1e9, e.toString());
            throw e;
        }
    }

    /** Lets a run that is continued compute with as many threads as before, since sums are rounded otherwise with another number. */
    private void useThreads(Manifest manifest) {
        int now = Threads.ofEngine();
        int then = manifest.threads().orElse(now);
        if (then == now
                || Files.exists(run.result())
                || experiment.threads().isPresent()
                || device.isGpu()
                || distribution instanceof Distribution.Leading) {
            return;
        }
        Threads.use(then);
        progress.say("The run began with " + Plural.of(then, "thread", "threads")
                + ", and continues with as many, so that its numbers stay the same. A new run would have " + now + ".");
    }

    private List<StageSummary> runStages() throws IOException {
        List<Stage> stages = experiment.recipe().stages();
        Map<String, Path> folders = folders(run, stages);
        progress.stages(IntStream.range(0, stages.size())
                .mapToObj(i -> label(i, stages.get(i)))
                .toList());
        List<StageSummary> done = new ArrayList<>();
        for (int i = 0; i < stages.size(); i++) {
            Stage stage = stages.get(i);
            Path folder = folders.get(stage.name());
            Path summaryFile = folder.resolve(StageContext.SUMMARY);
            if (Files.exists(summaryFile)) {
                done.add(Json.read(summaryFile, StageSummary.class));
                progress.say("The stage " + label(i, stage) + " is already complete.");
                continue;
            }
            stop.check();
            progress.stage(label(i, stage));
            Files.createDirectories(folder);
            DeviceMemory.restartPeak();
            double before = secondsTrained(folder);
            long begin = System.nanoTime();
            StageResult result;
            try (NDManager manager = NDManager.newBaseManager(device);
                    StopSignal.Heeding heeding = stop.heed()) {
                result = stage.run(new StageContext(
                        experiment,
                        stage.name(),
                        label(i, stage),
                        seed(experiment.seed(), stages, stage),
                        folders,
                        manager,
                        data,
                        metrics,
                        progress,
                        stop,
                        rateTest,
                        distribution));
            } catch (RuntimeException e) {
                throw DeviceMemoryException.of(e, label(i, stage), memory())
                        .map(RuntimeException.class::cast)
                        .orElse(e);
            } finally {
                // What workers in this process have kept.
                StageMembers.release();
                OpenData.release();
            }
            StageSummary summary = new StageSummary(
                    stage.name(),
                    before + (System.nanoTime() - begin) / 1e9,
                    peakMemory(),
                    result.metrics(),
                    result.baselines(),
                    result.notes());
            AtomicFiles.write(summaryFile, Json.page(summary));
            done.add(summary);
        }
        return done;
    }

    /** Returns the seed of a stage, a key of the seed of the experiment and the number of the stage as which it draws. */
    static long seed(long experiment, List<Stage> stages, Stage stage) {
        List<String> names = stages.stream().map(Stage::name).toList();
        int number = names.indexOf(stage.drawsAs());
        if (number < 0) {
            throw new IllegalStateException(
                    stage.name() + " draws as " + stage.drawsAs() + ", which is none of " + names);
        }
        return CounterRandom.key(experiment, number) >>> 1;
    }

    /** Returns the seconds that earlier sessions trained in an unfinished stage, from its newest checkpoint; 0 if there is none. */
    private static double secondsTrained(Path folder) throws IOException {
        Path checkpoints = folder.resolve(StageContext.CHECKPOINTS);
        List<Checkpoint> all = new Checkpoints(checkpoints).all();
        try {
            return all.isEmpty() ? 0 : all.get(all.size() - 1).state().seconds();
        } catch (IOException damaged) {
            return 0; // the training detects the damaged checkpoint itself and falls back to an older one
        }
    }

    private Long peakMemory() {
        try {
            return DeviceMemory.peak(device);
        } catch (IOException | RuntimeException e) {
            return null;
        }
    }

    private String memory() {
        try {
            return Provenance.describe(device) + ", which has " + (DeviceMemory.available(device) >> 20)
                    + " MiB free now";
        } catch (IOException | RuntimeException e) {
            return Provenance.describe(device);
        }
    }

    /** Returns the folders of the stages of a run by the names of the stages. */
    public static Map<String, Path> folders(RunDirectory run, List<Stage> stages) {
        Map<String, Path> folders = new LinkedHashMap<>();
        for (int i = 0; i < stages.size(); i++) {
            folders.put(stages.get(i).name(), run.stage(label(i, stages.get(i))));
        }
        return folders;
    }

    /** Whether a stage of the run in a folder is complete. */
    static boolean hasCompleteStage(Path run) throws IOException {
        try (Stream<Path> files = Files.walk(run, 3)) {
            return files.anyMatch(file -> file.endsWith(StageContext.SUMMARY));
        }
    }

    /** Returns the label of a stage, see {@link StageContext#label}. */
    static String label(int index, Stage stage) {
        return index + 1 + "-" + stage.name();
    }

    private Result summarise(List<StageSummary> stages, double seconds) {
        StageSummary last = stages.get(stages.size() - 1);
        return new Result(
                experiment.recipe().kind(),
                RunStatus.COMPLETED,
                experiment.seed(),
                Provenance.describe(device),
                seconds,
                last.metrics(),
                last.baselines(),
                stages);
    }

    private void save(Manifest manifest, RunStatus status, double seconds, String message) throws IOException {
        String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        AtomicFiles.write(run.manifest(), Json.page(manifest.with(status, now, seconds, message)));
        if (status != RunStatus.RUNNING) {
            metrics.ended(status);
        }
    }
}
