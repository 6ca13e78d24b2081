package io.winnow.trainer.workers;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;

/**
 * Workers, each of which computes one task at a time, perhaps on another machine. They share a file system with this process: the data and
 * the run have the same paths everywhere.
 */
public interface Workers extends AutoCloseable {
    /** Number of tasks that are computed at the same time. */
    int count();

    /** What the workers are, for the first line of a run. */
    String description();

    /**
     * Computes tasks and waits for all of them. A task whose worker is lost is computed again by another, so a task must give the same result
     * wherever and however often it is computed.
     *
     * @param name what is computed, for people
     * @param tasks number of tasks
     * @param sticky whether a task should go to the worker that computed the task of this number in the last call with this name, which may
     *     have kept something of it
     * @return the results in the order of the tasks
     * @throws IOException if a task failed or its worker was lost, also when it was tried again
     * @throws io.winnow.trainer.run.UserException if a task threw one
     */
    List<byte[]> map(String name, int tasks, boolean sticky, Task task) throws IOException;

    /**
     * Computes tasks, and combines their results on the workers, a few at a time, until one is left.
     *
     * @param sticky as in {@link #map}
     * @param combine is called with the results of neighbouring tasks, in their order
     */
    byte[] reduce(String name, int tasks, boolean sticky, Task task, Combine combine) throws IOException;

    /**
     * Runs an action when the process is asked to end (Ctrl-C, SIGTERM), in place of ending it, so that the work can be saved before the
     * workers are gone. The second request ends the process.
     */
    default void whenAskedToEnd(Runnable action) {}

    @Override
    void close();

    /** A task, which is sent to the worker. */
    @FunctionalInterface
    interface Task extends Serializable {
        /**
         * Computes the task.
         *
         * @param number number of the task, from 0
         * @param place where it is computed
         */
        byte[] run(int number, Place place) throws IOException;
    }

    /** Combines results of tasks. */
    @FunctionalInterface
    interface Combine extends Serializable {
        /** Combines at least two results of neighbours. */
        byte[] combine(List<byte[]> results) throws IOException;
    }
}
