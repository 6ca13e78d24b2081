package io.winnow.trainer.run;

/**
 * The streams of random numbers that evaluations draw with the seed of an experiment. Streams have different numbers, so that their draws are
 * independent. The seeds of stages are drawn otherwise and never equal these.
 */
public final class SeedStreams {
    /** Training examples by which a linear probe chooses its regularization. */
    public static final long PROBE_VALIDATION = 11;

    /** Folds of the examples whose labels are audited. */
    public static final long AUDIT_FOLDS = 17;

    /** Examples that are drawn for a person to check. */
    public static final long AUDIT_CHECK = 19;

    /** Frequencies of the random features of the kernel classifier of an audit. */
    public static final long AUDIT_FEATURES = 23;

    private SeedStreams() {}
}
