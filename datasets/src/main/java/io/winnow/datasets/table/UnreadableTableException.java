package io.winnow.datasets.table;

import java.io.IOException;

/** A file or one of its tables cannot be read. The message names it and says what is wrong. */
public final class UnreadableTableException extends IOException {
    private static final long serialVersionUID = 1;

    private final String source;
    private final String reason;

    UnreadableTableException(String source, String reason) {
        this(source, reason, null);
    }

    UnreadableTableException(String source, String reason, Throwable cause) {
        super(source + ": " + reason, cause);
        this.source = source;
        this.reason = reason;
    }

    /** The file, with the line or table in it, such as {@code tables.jsonl, line 3}. */
    public String source() {
        return source;
    }

    /** What is wrong. */
    public String reason() {
        return reason;
    }
}
