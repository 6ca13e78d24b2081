package io.winnow.trainer.engine;

import ai.djl.Device;
import io.winnow.trainer.run.Metrics;
import io.winnow.trainer.run.Progress;
import io.winnow.trainer.run.StopSignal;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The surroundings of a training: where it writes and what it reports to.
 *
 * @param stage name of the stage in metrics and messages
 * @param seed seed of this training, which determines the order of the examples and every random draw
 * @param folder folder for the checkpoints
 * @param checkpoints how often checkpoints are written
 * @param logging how often metrics are recorded
 * @param metrics where metrics are recorded
 * @param progress takes messages and the progress
 * @param stop says when the user asks to stop
 * @param engine how passes run on the device
 * @param rateTest a learning-rate range test in place of this training or of a later one; empty to train
 * @param role part of this process in a training of several workers; empty if it trains alone
 * @param devices devices that share each batch, starting with the objective's own; empty for the objective's own device only
 * @param syncBatchNorm whether batch normalization on several devices uses the statistics of the whole batch
 */
public record TrainingContext(
        String stage,
        long seed,
        Path folder,
        CheckpointOptions checkpoints,
        LoggingOptions logging,
        Metrics metrics,
        Progress progress,
        StopSignal stop,
        EngineOptions engine,
        Optional<RateRangeTest> rateTest,
        Optional<RoundRole> role,
        List<Device> devices,
        boolean syncBatchNorm) {
    /** A context with default engine options and only the objective's own device. */
    public TrainingContext(
            String stage,
            long seed,
            Path folder,
            CheckpointOptions checkpoints,
            LoggingOptions logging,
            Metrics metrics,
            Progress progress,
            StopSignal stop) {
        this(
                stage,
                seed,
                folder,
                checkpoints,
                logging,
                metrics,
                progress,
                stop,
                EngineOptions.DEFAULT,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                false);
    }
}
