package io.winnow.datasets.table;

import java.io.IOException;

/** A file, or a table in it, that cannot be read; the message names it and says what is wrong. */
public final class UnreadableTableException extends IOException {
    private static final long serialVersionUID = 1;

    /** The source may hold a line, as in {@code tables.jsonl, line 3}. */
    UnreadableTableException(String source, String reason) {
        this(source, reason, null);
    }

    UnreadableTableException(String source, String reason, Throwable cause) {
        super(source + ": " + reason, cause);
    }
}
