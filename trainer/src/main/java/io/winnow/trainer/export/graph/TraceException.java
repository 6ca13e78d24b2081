package io.winnow.trainer.export.graph;

/** A block does what no graph can say. */
public final class TraceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public TraceException(String message) {
        super(message);
    }
}
