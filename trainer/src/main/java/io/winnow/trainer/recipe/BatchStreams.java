package io.winnow.trainer.recipe;

import io.winnow.trainer.engine.Objective;
import io.winnow.trainer.modality.Views;

/**
 * The streams of random numbers of a batch: what methods draw with the key that {@link Objective#loss} gets. Streams have different numbers,
 * so that their draws are independent; a new draw of a method gets a number of its own here.
 */
public final class BatchStreams {
    /** {@link Views} of the examples that every method trains on. */
    public static final int VIEW = 1;

    /** Second views of the same examples, of which contrastive methods compute keys. */
    public static final int KEY_VIEW = 2;

    /** Order in which keys are divided into groups for shuffled batch normalisation. */
    public static final int KEY_ORDER = 3;

    /** Partner of each example in mixup and CutMix. */
    public static final int MIXUP_PARTNER = 5;

    /** Whether a batch is mixed, by which method, and the share and rectangle of CutMix. */
    public static final int MIXING = 6;

    /** Batches of points that are sampled from class Gaussians. */
    public static final int SAMPLED_POINTS = 7;

    /** Partner of each example in a union of representations. */
    public static final int UNION_PARTNER = 8;

    /** Labels whose texts a batch of examples is compared with. */
    public static final int LABEL_TEXTS = 11;

    /** Weak views of examples without labels. */
    public static final int UNLABELLED_VIEW = 9;

    /** Strong views of examples without labels. */
    public static final int STRONG_VIEW = 10;

    /** Classes at which a loss looks besides the positives of a batch. */
    public static final int SAMPLED_CLASSES = 12;

    /** Pairs of examples that a loss mixes by itself. */
    public static final int LOSS_PAIRS = 13;

    /** The share of the first of each pair in its mixture. */
    public static final int LOSS_SHARE = 14;

    /** Which of the entities of an example is learned. */
    public static final int ENTITY = 21;

    /** Which of the texts of an entity is contrasted with an example. */
    public static final int ENTITY_TEXT = 22;

    private BatchStreams() {}
}
