package io.winnow.datasets.loader;

/** Reading examples ahead failed. The message is that of the reader's error. */
public final class LoadingException extends RuntimeException {
    private static final long serialVersionUID = 1;

    LoadingException(Throwable cause) {
        super(cause.getMessage(), cause);
    }
}
