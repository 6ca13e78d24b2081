package io.winnow.trainer.engine;

import java.io.IOException;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Workers of one process whose layers draw from PyTorch's random generator, of which a process has one for its processors, take turns with all
 * others of this process; the others train side by side.
 */
public final class GeneratorTurns {
    /** Something that draws from the generator. */
    @FunctionalInterface
    public interface Draws<T> {
        /** Draws, and returns what was drawn. */
        T draw() throws IOException;
    }

    private static final ReadWriteLock GENERATOR = new ReentrantReadWriteLock();

    private final boolean gpu;
    /** Whether the layers of the worker draw, which its first step tells. */
    private boolean draws = true;

    private boolean told;

    /** @param gpu whether the worker computes on a GPU, each of which has a generator of its own */
    GeneratorTurns(boolean gpu) {
        this.gpu = gpu;
    }

    /**
     * Draws while no worker of this process computes. Without this, a worker that prepares itself, and draws initial weights, would change what
     * the layers of another one draw in its first step.
     */
    public static <T> T alone(Draws<T> draws) throws IOException {
        Lock lock = GENERATOR.writeLock();
        lock.lock();
        try {
            return draws.draw();
        } finally {
            lock.unlock();
        }
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
