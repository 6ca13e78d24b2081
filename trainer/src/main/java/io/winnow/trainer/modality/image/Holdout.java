package io.winnow.trainer.modality.image;

import io.winnow.datasets.fingerprint.Fingerprint;
import io.winnow.datasets.image.ImageDataset;
import io.winnow.datasets.label.ClassLabels;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Holds out a part of the training images as test images, for a data set without test images. */
final class Holdout {
    private Holdout() {}

    /**
     * Chooses the examples to hold out: the same fraction of each class, rounded, but never all of its examples. The choice depends only on
     * the keys of the images, so it is the same on every machine and for every seed.
     *
     * @param examples examples to choose from, ascending
     * @param share fraction of each class to hold out, in (0, 1)
     * @return held-out examples, ascending
     */
    static int[] of(ImageDataset images, int[] examples, double share) {
        Map<Integer, List<Integer>> byClass = Arrays.stream(examples)
                .boxed()
                .collect(Collectors.groupingBy(
                        example -> images.labels() instanceof ClassLabels single ? single.classes()[example] : 0));
        long[] order = new long[images.size()];
        for (int example : examples) {
            String hash = new Fingerprint().add(images.key(example)).hex();
            order[example] = Long.parseUnsignedLong(hash.substring(0, Long.BYTES * 2), 16);
        }
        return byClass.values().stream()
                .flatMap(own -> own.stream()
                        .sorted((a, b) -> Long.compareUnsigned(order[a], order[b]))
                        .limit(Math.min(own.size() - 1, Math.round(share * own.size()))))
                .mapToInt(Integer::intValue)
                .sorted()
                .toArray();
    }

    /** Returns the examples that are not held out. Both arrays are ascending. */
    static int[] without(int[] examples, int[] held) {
        return IntStream.of(examples)
                .filter(example -> Arrays.binarySearch(held, example) < 0)
                .toArray();
    }
}
