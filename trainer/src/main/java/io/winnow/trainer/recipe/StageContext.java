package io.winnow.trainer.recipe;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.random.CounterRandom;
import io.winnow.trainer.engine.RateRangeTest;
import io.winnow.trainer.engine.RoundRole;
import io.winnow.trainer.engine.TrainingContext;
import io.winnow.trainer.modality.DataConfig;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.MetricEvent;
import io.winnow.trainer.run.Metrics;
import io.winnow.trainer.run.Progress;
import io.winnow.trainer.run.RunDirectory;
import io.winnow.trainer.run.StageSummary;
import io.winnow.trainer.run.StopSignal;
import io.winnow.trainer.workers.Workers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The environment in which a stage runs.
 *
 * @param experiment configuration of the run
 * @param name name of the stage
 * @param label number and name of the stage, such as {@code 1-embed}
 * @param seed seed of this stage
 * @param folders folders of all stages by name
 * @param manager manager on the experiment's device, which is closed after the stage
 * @param data opens the data of the run
 * @param metrics records metrics of the run
 * @param progress shows progress to the user
 * @param stop tells whether the run was asked to stop
 * @param rateTest a learning-rate range test in place of a training of the run; empty to train
 * @param distribution who computes the stage
 */
public record StageContext(
        Experiment experiment,
        String name,
        String label,
        long seed,
        Map<String, Path> folders,
        NDManager manager,
        RunData data,
        Metrics metrics,
        Progress progress,
        StopSignal stop,
        Optional<RateRangeTest> rateTest,
        Distribution distribution) {
    /** Name of the folder with the checkpoints of a training, in the folder of its stage. */
    public static final String CHECKPOINTS = "checkpoints";

    /** Name of the file with the results of a stage, which is written to its folder when the stage is complete. */
    static final String SUMMARY = RunDirectory.STAGE_SUMMARY;

    /** Stream of the seed of a stage from which the seed of its training is drawn. */
    private static final long TRAINING = 1;

    /** Returns the folder of this stage. */
    public Path folder() {
        return folderOf(name);
    }

    /** Returns the folder of the stage with this name. */
    public Path folderOf(String stage) {
        return folders.get(stage);
    }

    /** Reads the results of an earlier stage. */
    public StageSummary summaryOf(String stage) throws IOException {
        return Json.read(folderOf(stage).resolve(SUMMARY), StageSummary.class);
    }

    /** Records metrics outside of a training loop. */
    public void record(long step, Map<String, Double> values) throws IOException {
        metrics.record(new MetricEvent(label, step, step, System.currentTimeMillis() / 1e3, values));
    }

    /** Returns the context for a training in this stage. */
    public TrainingContext training() {
        return new TrainingContext(
                label,
                CounterRandom.key(seed, TRAINING),
                folder().resolve(CHECKPOINTS),
                experiment.checkpoints(),
                experiment.logging(),
                metrics,
                progress,
                stop,
                experiment.engine(),
                rateTest,
                role(),
                devices(),
                experiment.syncBatchNorm());
    }

    private Optional<RoundRole> role() {
        if (distribution instanceof Distribution.Leading leading) {
            return Optional.of(new StageRounds(leading.workers(), experiment.rounds(), followed()));
        }
        if (distribution instanceof Distribution.Rounds own) {
            return Optional.of(own.leader());
        }
        return following().map(RoundRole.class::cast);
    }

    /** Returns the same context for a training in rounds of its own, whoever computes them. */
    public StageContext inRounds(RoundRole.Leader leader) {
        return new StageContext(
                experiment,
                name,
                label,
                seed,
                folders,
                manager,
                data,
                metrics,
                progress,
                stop,
                rateTest,
                new Distribution.Rounds(leader));
    }

    /** What workers need to know of this stage. */
    FollowedStage followed() {
        LinkedHashMap<String, String> paths = new LinkedHashMap<>();
        folders.forEach(
                (stage, folder) -> paths.put(stage, folder.toAbsolutePath().toString()));
        String run = folder().getParent().getParent().toAbsolutePath().toString();
        String session = ((Distribution.Leading) distribution).session();
        return new FollowedStage(session, experiment.toYaml(), run, name, label, seed, paths);
    }

    /** The part of this process, if it is a worker, which gets the initial state of the training from another process. */
    public Optional<RoundRole.Member> following() {
        return distribution instanceof Distribution.Following following
                ? Optional.of(following.member())
                : Optional.empty();
    }

    /** The workers that compute this stage; empty if this process does it alone. */
    public Optional<Workers> workers() {
        return distribution instanceof Distribution.Leading leading ? Optional.of(leading.workers()) : Optional.empty();
    }

    /** Returns the devices that share each batch of a training; the stage's own device is the first. */
    private List<Device> devices() {
        Device own = manager.getDevice();
        return IntStream.range(0, experiment.replicas())
                .mapToObj(i -> own.isGpu() ? Device.gpu(own.getDeviceId() + i) : own)
                .toList();
    }

    /** Does the work of this stage with the data of the run, and closes them. */
    public StageResult with(DataConfig config, Work work) throws IOException {
        try (TaskData opened = open(config)) {
            return work.run(opened, this);
        }
    }

    /** The work of a stage on the data of the run. */
    @FunctionalInterface
    public interface Work {
        StageResult run(TaskData data, StageContext context) throws IOException;
    }

    /** Opens the data of the run. */
    public TaskData open(DataConfig config) throws IOException {
        return data.open(config, manager);
    }
}
