package io.winnow.trainer.config;

/**
 * The place where a value was written.
 *
 * @param source a file, {@code --set KEY=VALUE}, or {@code default}
 * @param line counted from 1; 0 if the source has no lines
 * @param carried whether the value was written for another {@code kind} and was kept when the kind was replaced. Such a value is dropped
 *     without an error if the new kind has no such key.
 */
record Origin(String source, int line, boolean carried) {
    /** How the source of an assignment begins. */
    static final String ASSIGNMENT = "--set ";

    static Origin of(String source, int line) {
        return new Origin(source, line, false);
    }

    /**
     * Returns this place for a value that another kind takes over. Assignments are for the kind that is chosen in the end, whichever of them
     * comes first, so they are never dropped.
     */
    Origin carry() {
        return source.startsWith(ASSIGNMENT) ? this : new Origin(source, line, true);
    }

    @Override
    public String toString() {
        return line == 0 ? source : source + ":" + line;
    }
}
