package io.winnow.datasets.file;

import java.io.IOException;

/** A text file cannot be read as it is. The message begins with the line; the caller adds the name of the file. */
public final class UnreadableTextException extends IOException {
    private static final long serialVersionUID = 1;

    private final long line;
    private final String reason;

    /**
     * @param line where the problem begins, counted from 1
     * @param reason what is wrong and what to do, as a sentence without its full stop
     */
    public UnreadableTextException(long line, String reason) {
        super("line " + line + ": " + reason);
        this.line = line;
        this.reason = reason;
    }

    /** Line of the file, counted from 1. */
    public long line() {
        return line;
    }

    /** What is wrong and what to do, without the line. */
    public String reason() {
        return reason;
    }
}
