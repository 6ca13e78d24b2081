package io.winnow.trainer.run;

import java.util.function.Consumer;

/** Shows the progress of a run to the user. */
public interface Progress {
    /** Prints a line. */
    void say(String line);

    /**
     * Starts a task.
     *
     * @param name name of the task
     * @param unit unit of the counts, such as {@code steps}
     * @param done count that was reached before, for a resumed task
     * @param total count at which the task is complete
     */
    Task start(String name, String unit, long done, long total);

    /** A task. Closing it reports how long it took. */
    interface Task extends AutoCloseable {
        /**
         * Shows how far the task has come.
         *
         * @param done count that has been reached
         * @param note further information, such as the loss
         */
        void at(long done, String note);

        @Override
        void close();
    }

    /** Returns progress that shows nothing. */
    static Progress silent() {
        return saying(line -> {});
    }

    /** Returns progress that prints lines, and shows nothing of tasks. */
    static Progress saying(Consumer<String> say) {
        return new Progress() {
            @Override
            public void say(String line) {
                say.accept(line);
            }

            @Override
            public Task start(String name, String unit, long done, long total) {
                return new Task() {
                    @Override
                    public void at(long now, String note) {}

                    @Override
                    public void close() {}
                };
            }
        };
    }
}
