package io.winnow.datasets.label;

import io.winnow.datasets.DataException;

/** A file of labels is not as it should be. The message names the file, the line, and what is allowed. */
public final class LabelFileException extends DataException {
    private static final long serialVersionUID = 1L;

    LabelFileException(String message) {
        super(message);
    }

    LabelFileException(String message, Throwable cause) {
        super(message, cause);
    }
}
