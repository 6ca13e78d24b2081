package io.winnow.datasets.augment;

import io.winnow.datasets.random.CounterRandom;

/** A random change of an image of unsigned bytes. */
public sealed interface PixelChange permits PadCrop, RandAugment, FixMatchAugment, TrivialAugment {
    /** Changes the image on a canvas. */
    void apply(Canvas canvas, CounterRandom random);

    /** The stream of random numbers of this change: the changes of one image draw independently. */
    int stream();
}
