package io.winnow.datasets.label;

/**
 * The streams of random numbers with which imperfect labels are simulated: what is drawn with the seed of the simulation. Streams have
 * different numbers, so that their draws are independent.
 */
final class LabelStreams {
    /** Examples of each class that a long tail keeps. */
    static final long LONG_TAIL = 1;

    /** Examples that get a wrong class. */
    static final long NOISY_EXAMPLES = 2;

    /** The wrong classes of these examples. */
    static final long NOISY_CLASSES = 3;

    /** The only class of each example that is known. */
    static final long SINGLE_POSITIVE = 4;

    /** Classes of examples that are dropped. */
    static final long DROPPED_POSITIVES = 5;

    /** Pairs of an example and a class of which is known whether they belong together. */
    static final long KNOWN_SHARE = 6;

    /** Examples with several classes that a long tail keeps. */
    static final long LABEL_SET_LONG_TAIL = 8;

    /** Annotators of each item. */
    static final long ANNOTATORS = 9;

    /** Labels that the annotators give. */
    static final long VOTES = 10;

    /** Order in which labels of annotators arrived, where it is not known. */
    static final long ARRIVALS = 11;

    /** Classes that are said to be wrong. */
    static final long EXCLUSIONS = 12;

    /** How often each class is excluded. */
    static final long EXCLUSION_BIAS = 13;

    /** Examples whose class is known for certain. */
    static final long TRUSTED = 14;

    /** Candidates beside the true class. */
    static final long CANDIDATES = 15;

    /** Order in which examples are put into bags. */
    static final long BAGS = 20;

    /** Mixtures of classes of domains. */
    static final long MIXTURES = 21;

    /** Examples of each domain. */
    static final long DOMAINS = 22;

    /** Weights of the numbers of examples in noise that depends on them. */
    static final long PARTS = 23;

    /** Whether each example gets a wrong class by such noise, and which. */
    static final long PART_DEPENDENT = 24;

    private LabelStreams() {}
}
