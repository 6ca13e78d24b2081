package io.winnow.datasets.image;

import io.winnow.datasets.DataException;

/** An example whose bytes are no image (truncated, damaged, or of a format that is not read). */
public final class CorruptImageException extends DataException {
    private static final long serialVersionUID = 1;

    private final String example;

    public CorruptImageException(String example, String reason, Throwable cause) {
        super("Cannot decode " + example + ": " + reason, cause);
        this.example = example;
    }

    /** The example's name: file or shard, and key. */
    public String example() {
        return example;
    }
}
