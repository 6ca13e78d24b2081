package io.winnow.trainer.mlflow;

import java.io.IOException;

/** Thrown when a tracking server does not answer, or answers with an error. */
final class MlflowException extends IOException {
    private static final long serialVersionUID = 1L;

    private final boolean passing;
    private final String code;

    /**
     * @param code error code of the server, such as {@code RESOURCE_DOES_NOT_EXIST}; empty if it gave none
     * @param passing whether the same request may succeed later
     */
    MlflowException(String message, String code, boolean passing, Throwable cause) {
        super(message, cause);
        this.code = code;
        this.passing = passing;
    }

    boolean isPassing() {
        return passing;
    }

    String code() {
        return code;
    }
}
