package io.winnow.trainer.modality.image;

import io.winnow.datasets.image.CorruptImageException;
import io.winnow.datasets.image.ImageDataset;
import io.winnow.datasets.label.LabelNoise;
import io.winnow.datasets.label.PartDependentNoise;
import io.winnow.trainer.modality.GivenLabels;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/** Gives images wrong classes, which are such that other training images have: classes that are held out stay unseen. */
final class SimulatedNoise {
    private SimulatedNoise() {}

    /**
     * Returns the given classes of examples (n).
     *
     * @param examples the examples in use (n)
     * @param truth their true classes (n)
     */
    static int[] of(ImageDataset images, int[] examples, int[] truth, GivenLabels.Noise noise, long seed)
            throws IOException {
        int[] present = Arrays.stream(truth).sorted().distinct().toArray();
        if (present.length < 2) {
            throw new UserException(
                    "data.labels.noise needs training images of at least two classes, but all in use have"
                            + " the same one. Leave data.labels.noise out, or use images of more classes.");
        }
        int[] numbers =
                Arrays.stream(truth).map(k -> Arrays.binarySearch(present, k)).toArray();
        Optional<LabelNoise> plain = noise.kind().plain();
        int[] given = plain.isPresent()
                ? plain.get().corrupt(numbers, present.length, noise.rate(), seed)
                : PartDependentNoise.corrupt(numbers, present.length, new Pixels(images, examples), noise.rate(), seed);
        return Arrays.stream(given).map(number -> present[number]).toArray();
    }

    /** The pixels of images, all of which have the same size; none of a damaged one. */
    private static final class Pixels implements PartDependentNoise.Numbers {
        private final ImageDataset images;
        private final int[] examples;
        private int size = -1;

        Pixels(ImageDataset images, int[] examples) {
            this.images = images;
            this.examples = examples;
        }

        @Override
        public float[] of(int example) throws IOException {
            byte[] values;
            try {
                values = images.item(examples[example]).pixels();
            } catch (CorruptImageException damaged) {
                return null;
            }
            size = size < 0 ? values.length : size;
            if (values.length != size) {
                throw new UserException("data.labels.noise of the kind part_dependent compares pixels, but "
                        + images.key(examples[example]) + " of " + images.name()
                        + " has another size than the images before it. Set data.image_size.");
            }
            float[] pixels = new float[size];
            for (int p = 0; p < size; p++) {
                pixels[p] = values[p] & 0xff;
            }
            return pixels;
        }
    }
}
