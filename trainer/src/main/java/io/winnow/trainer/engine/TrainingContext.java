package io.winnow.trainer.engine;

import ai.djl.Device;
import io.winnow.trainer.run.Metrics;
import io.winnow.trainer.run.Progress;
import io.winnow.trainer.run.StopSignal;
import java.nio.file.Path;
import java.util.List;

/**
 * Where a training runs.
 *
 * @param stage label in metrics and messages
 * @param seed of this training: order of examples, and every random draw
 * @param folder for the checkpoints
 * @param devices that share each batch, the objective's own first; empty for that one alone
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
        List<Device> devices) {
    /** On the objective's own device. */
    public TrainingContext(
            String stage,
            long seed,
            Path folder,
            CheckpointOptions checkpoints,
            LoggingOptions logging,
            Metrics metrics,
            Progress progress,
            StopSignal stop) {
        this(stage, seed, folder, checkpoints, logging, metrics, progress, stop, EngineOptions.DEFAULT, List.of());
    }
}
