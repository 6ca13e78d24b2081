package io.winnow.trainer.published;

import java.io.IOException;

/** A model cannot be fetched; the message says why, without a full stop. */
final class HubException extends IOException {
    private static final long serialVersionUID = 1;

    HubException(String message) {
        super(message);
    }

    HubException(String message, Throwable cause) {
        super(message, cause);
    }
}
