package io.winnow.trainer.cli;

import java.io.IOException;

/** Nobody takes the results any more: the reader of a pipe has gone, or the disk is full. There is no use in going on. */
final class BrokenOutputException extends IOException {
    private static final long serialVersionUID = 1L;

    BrokenOutputException() {
        super("The output cannot be written.");
    }
}
