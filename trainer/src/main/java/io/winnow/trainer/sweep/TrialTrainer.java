package io.winnow.trainer.sweep;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;

/** Trains a run, in a process of its own, so that a crash ends only this one. */
@FunctionalInterface
public interface TrialTrainer {
    /**
     * Trains a run, or continues it, and waits for its end.
     *
     * @param config configuration of the run, which has its name
     * @param runs folder of the run directories
     * @param log file to which messages are appended
     * @param slot device of the training
     * @param stop tells whether the training should save its state and stop
     * @return exit code of the process: 0 if the run is complete
     * @throws IOException when the process cannot be started
     */
    int train(Path config, Path runs, Path log, Slot slot, BooleanSupplier stop) throws IOException;
}
