package io.winnow.datasets.file;

/** The format of a file of records. */
public enum RecordFormat {
    /** Separated values below a header line ({@link Delimited}), whose separator is detected. */
    CSV,
    /** Values separated by tabs below a header line. */
    TSV,
    /** JSON lines, an array of JSON objects, or one of the other forms that {@link JsonRecords} reads. */
    JSON,
    /** One text per line, in the column {@link TextRecords#TEXT}. */
    TEXT,
    /** One text per line, in which the words that begin with {@code __label__} are labels, as fastText reads it. */
    FASTTEXT,
    /** Parquet, of which each record is read as if it were a JSON object ({@link ParquetRecords}). */
    PARQUET;

    /** Whether values may be lists and objects, which are given as JSON, rather than texts alone. */
    public boolean hasLists() {
        return this == JSON || this == PARQUET;
    }
}
