package io.winnow.datasets.augment;

/** The streams of random numbers of one view of one image, beside that of {@link Augmenter}. They have different numbers, so that their draws are independent. */
final class ViewStreams {
    /** Flip and shift of {@link PadCrop}. */
    static final int SHIFT = 1;

    /** Operations of {@link RandAugment}, {@link FixMatchAugment} and {@link TrivialAugment}. */
    static final int OPERATIONS = 2;

    /** Place and content of the rectangle of {@link RandomErasing}. */
    static final int ERASING = 3;

    private ViewStreams() {}
}
