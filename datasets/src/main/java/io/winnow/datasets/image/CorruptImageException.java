package io.winnow.datasets.image;

import io.winnow.datasets.DataException;

/** The bytes of an example are not an image: they are truncated, damaged, or in a format that is not supported. */
public final class CorruptImageException extends DataException {
    private static final long serialVersionUID = 1;

    private final String example;

    public CorruptImageException(String example, String reason, Throwable cause) {
        super("Cannot decode " + example + ": " + reason, cause);
        this.example = example;
    }

    /** The name of the example: the file, or the shard and key. */
    public String example() {
        return example;
    }
}
