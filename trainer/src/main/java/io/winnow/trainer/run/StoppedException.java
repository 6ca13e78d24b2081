package io.winnow.trainer.run;

/** The run was asked to stop, and has saved what it needs to go on. */
public final class StoppedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StoppedException(String message) {
        super(message);
    }
}
