package io.winnow.trainer.engine;

/** Ends a run in whose place a {@link RateRangeTest} was made, and carries its result. */
public final class RateCurveException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient RateCurve curve;

    RateCurveException(RateCurve curve) {
        super("The range test of the stage " + curve.stage() + " is done.");
        this.curve = curve;
    }

    public RateCurve curve() {
        return curve;
    }
}
