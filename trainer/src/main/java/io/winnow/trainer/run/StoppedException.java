package io.winnow.trainer.run;

/** Thrown when a run stops on request, after it has saved what it needs to continue. */
public final class StoppedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StoppedException(String message) {
        super(message);
    }
}
