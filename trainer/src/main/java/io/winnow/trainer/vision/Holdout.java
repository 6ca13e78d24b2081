package io.winnow.trainer.vision;

import io.winnow.datasets.fingerprint.Fingerprint;
import io.winnow.datasets.image.ImageDataset;
import io.winnow.datasets.label.Labels;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Takes test images out of the training images, where a data set comes without any. */
final class Holdout {
    private Holdout() {}

    /**
     * The examples to hold out: of each class the same share, rounded, but never its last example. Which ones follows from their keys
     * alone, so that it is the same on each machine and for each seed.
     *
     * @param examples to choose among, ascending
     * @param share in (0, 1)
     * @return ascending
     */
    static int[] of(ImageDataset images, int[] examples, double share) {
        Map<Integer, List<Integer>> byClass = Arrays.stream(examples)
                .boxed()
                .collect(Collectors.groupingBy(
                        example -> images.labels() instanceof Labels.Single single ? single.classes()[example] : 0));
        Map<Integer, String> order = new HashMap<>();
        for (int example : examples) {
            order.put(example, new Fingerprint().add(images.key(example)).hex());
        }
        return byClass.values().stream()
                .flatMap(own -> own.stream()
                        .sorted(Comparator.comparing(order::get))
                        .limit(Math.min(own.size() - 1, Math.round(share * own.size()))))
                .mapToInt(Integer::intValue)
                .sorted()
                .toArray();
    }

    /** The examples without those that are held out; both ascending. */
    static int[] without(int[] examples, int[] held) {
        return IntStream.of(examples)
                .filter(example -> Arrays.binarySearch(held, example) < 0)
                .toArray();
    }
}
