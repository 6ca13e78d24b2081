package io.winnow.datasets.inspect;

import io.winnow.datasets.image.CorruptImageException;
import io.winnow.datasets.image.Image;
import io.winnow.datasets.image.ImageDataset;
import io.winnow.datasets.image.ImageSize;
import io.winnow.datasets.label.Labels;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is in a data set.
 *
 * @param labels none, single or multi
 * @param perClass examples of each class; with several labels an image, images that have it
 * @param sizes images of each size, as height x width
 * @param corrupt images that cannot be decoded, by key, with the reason
 */
public record Inspection(
        String name,
        int images,
        int channels,
        String labels,
        Map<String, Integer> perClass,
        Map<String, Integer> sizes,
        Map<String, String> corrupt) {
    /** Decodes every image of a data set. */
    public static Inspection of(ImageDataset dataset) throws IOException {
        Map<String, Integer> sizes = new TreeMap<>();
        Map<String, String> corrupt = new LinkedHashMap<>();
        for (int i = 0; i < dataset.size(); i++) {
            try {
                Image image = dataset.image(i);
                sizes.merge(new ImageSize(image.height(), image.width()).toString(), 1, Integer::sum);
            } catch (CorruptImageException e) {
                corrupt.put(dataset.key(i), e.getMessage());
            }
        }
        Labels labels = dataset.labels();
        return new Inspection(
                dataset.name(),
                dataset.size(),
                dataset.channels(),
                labels.getClass().getSimpleName(),
                perClass(labels),
                sizes,
                corrupt);
    }

    private static Map<String, Integer> perClass(Labels labels) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        labels.classNames().forEach(name -> counts.put(name, 0));
        if (labels instanceof Labels.Single single) {
            for (int label : single.classes()) {
                counts.merge(labels.classNames().get(label), 1, Integer::sum);
            }
        } else if (labels instanceof Labels.Multi multi) {
            for (int[] positives : multi.positives()) {
                for (int label : positives) {
                    counts.merge(labels.classNames().get(label), 1, Integer::sum);
                }
            }
        }
        return counts;
    }
}
