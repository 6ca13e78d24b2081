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

    private final boolean gpu;
    /** Whether the layers of the worker draw, which its first step tells. */
    private boolean draws = true;

    private boolean told;

    /** @param gpu whether the worker computes on a GPU, each of which has a generator of its own */
    GeneratorTurns(boolean gpu) {
        this.gpu = gpu;
    }

    /** The lock to hold while the worker computes. */
    Lock lock() {
        return draws && !gpu ? GENERATOR.writeLock() : GENERATOR.readLock();
    }

    /** Ends a step, in which the layers have drawn or not. The first one tells of all. */
    void stepped(boolean drew) {
        if (!told) {
            draws = drew;
            told = true;
        }
    }
}
