package io.winnow.datasets.parquet;

/** Signals within the library's reader of records, which lets no checked exception through, that a value of a column cannot be read. */
final class UnreadableColumnException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * Creates an exception.
     *
     * @param column column as users name it
     * @param what what is wrong with it and what to do, as the rest of a sentence
     */
    UnreadableColumnException(String column, String what) {
        super(column + " " + what);
    }
}
