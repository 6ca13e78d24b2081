package io.winnow.trainer.engine;

import io.winnow.trainer.run.Metrics;
import io.winnow.trainer.run.Progress;
import io.winnow.trainer.run.StopSignal;
import java.nio.file.Path;

/**
 * Where a training runs.
 *
 * @param stage label in metrics and messages
 * @param seed of this training: order of examples, and every random draw
 * @param folder for the checkpoints
 */
public record TrainingContext(
        String stage,
        long seed,
        Path folder,
        CheckpointOptions checkpoints,
        LoggingOptions logging,
        Metrics metrics,
        Progress progress,
        StopSignal stop) {}
