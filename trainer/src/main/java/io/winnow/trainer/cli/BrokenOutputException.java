package io.winnow.trainer.cli;

import java.io.IOException;

/** Thrown when results can no longer be written, because the reader of a pipe has exited or the disk is full. The command ends. */
final class BrokenOutputException extends IOException {
    private static final long serialVersionUID = 1L;

    BrokenOutputException() {
        super("The output cannot be written.");
    }
}
