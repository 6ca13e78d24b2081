package io.winnow.trainer.export.graph;

/** Thrown if a block does something that cannot be recorded in a graph, or that an export format does not support. */
public final class TraceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public TraceException(String message) {
        super(message);
    }
}
