package io.winnow.datasets.row;

/** What the values of a column are. */
public enum ColumnKind {
    /** Numbers, which are standardised. */
    NUMBER,
    /**
     * Numbers of which the logarithm is taken before they are standardised, such as amounts of money or counts: sign(x) log(1 + |x|), which is
     * log1p for numbers that are not negative.
     */
    LOG_NUMBER,
    /** Names or codes of which there are few. */
    CATEGORY,
    /** Words, which a text encoder reads. */
    TEXT
}
