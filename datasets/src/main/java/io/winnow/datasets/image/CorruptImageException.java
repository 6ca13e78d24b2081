package io.winnow.datasets.image;

import io.winnow.datasets.DataException;

/** The bytes of an example are not an image: they are truncated, damaged, or in a format that is not supported. */
public final class CorruptImageException extends DataException {
    private static final long serialVersionUID = 1;

    private final String example;
    private final String reason;

    public CorruptImageException(String example, String reason, Throwable cause) {
        super("Cannot decode " + example + ": " + reason, cause);
        this.example = example;
        this.reason = reason;
    }

    /** The name of the example: the file, or the shard and key. */
    public String example() {
        return example;
    }

    /** Why the example cannot be decoded: a clause that starts in lower case. */
    public String reason() {
        return reason;
    }
}
