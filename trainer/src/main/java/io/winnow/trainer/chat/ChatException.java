package io.winnow.trainer.chat;

import java.io.IOException;

/** Thrown when a server gave no usable answer, also when it was asked repeatedly. Answers that came before are kept. */
public final class ChatException extends IOException {
    private static final long serialVersionUID = 1L;

    ChatException(String message, Throwable cause) {
        super(message, cause);
    }
}
