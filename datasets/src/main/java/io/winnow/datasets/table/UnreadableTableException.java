package io.winnow.datasets.table;

import java.io.IOException;

/** A file, or a table in it, that cannot be read; the message names it and says what is wrong. */
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

    /** The file, and the line or table in it: {@code tables.jsonl, line 3}. */
    public String source() {
        return source;
    }

    /** What is wrong with it. */
    public String reason() {
        return reason;
    }
}
