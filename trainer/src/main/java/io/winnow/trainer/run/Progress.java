package io.winnow.trainer.run;

/** What a person sees while a run goes on. */
public interface Progress {
    /** A line of its own. */
    void say(String line);

    /**
     * Starts a piece of work.
     *
     * @param unit of the counts, such as {@code steps}
     * @param done how much was done before, for work that resumes
     */
    Task start(String name, String unit, long done, long total);

    /** A piece of work. Closing it says how long it took. */
    interface Task extends AutoCloseable {
        /**
         * Shows how far the work is.
         *
         * @param done so far
         * @param note what else is worth a glance, such as the loss
         */
        void at(long done, String note);

        @Override
        void close();
    }

    /** Shows nothing. */
    static Progress silent() {
        return new Progress() {
            @Override
            public void say(String line) {}

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
