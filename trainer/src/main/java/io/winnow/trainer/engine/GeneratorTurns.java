package io.winnow.trainer.engine;

import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Workers of one process whose layers draw from PyTorch's random generator, of which a process has one for its processors, take turns with all
 * others of this process; the others train side by side.
 */
final class GeneratorTurns {
    private static final ReadWriteLock GENERATOR = new ReentrantReadWriteLock();

    private GeneratorTurns() {}

    /**
     * The lock to hold while a worker computes.
     *
     * @param draws whether its layers draw
     * @param gpu whether it computes on a GPU, each of which has a generator of its own
     */
    static Lock lock(boolean draws, boolean gpu) {
        return draws && !gpu ? GENERATOR.writeLock() : GENERATOR.readLock();
    }
}
