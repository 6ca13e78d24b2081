package io.winnow.trainer.serve;

/** A request that cannot be answered; the message goes to the client, with status 400. */
final class BadRequestException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BadRequestException(String message) {
        super(message);
    }
}
