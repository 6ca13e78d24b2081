package io.winnow.trainer.vision;

import io.winnow.datasets.image.ImageDataset;
import io.winnow.datasets.image.RelabelledImages;
import io.winnow.datasets.label.LabelFile;
import io.winnow.datasets.label.LabelFileException;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.label.LongTail;
import io.winnow.datasets.label.TrueLabels;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.util.Arrays;

/**
 * Labels as {@link GivenLabels} says.
 *
 * @param images under the given labels; those that are not in use keep class 0, which nobody asks for
 * @param examples in use, ascending
 * @param truth of the examples in use
 */
@SuppressWarnings("ArrayRecordComponent") // handed over; never compared
record Simulation(ImageDataset images, int[] examples, TrueLabels truth) {
    /** @param examples in use before a long tail is drawn */
    static Simulation of(ImageDataset images, int[] examples, GivenLabels rule) throws IOException {
        if (!(images.labels() instanceof Labels.Single own)) {
            throw new UserException(
                    "data.labels needs images with one label each to start from; " + images.name() + " has not.");
        }
        int classCount = own.classCount();
        int[] used = examples;
        if (rule.longTail().isPresent()) {
            int[] places = LongTail.subset(
                    own.select(examples) instanceof Labels.Single some ? some.classes() : new int[0],
                    classCount,
                    rule.longTail().get(),
                    rule.seed());
            used = Arrays.stream(places).map(place -> examples[place]).toArray();
        }
        int[] truth = Arrays.stream(used).map(example -> own.classes()[example]).toArray();
        requireEveryClass(truth, own, images.name());
        int[] given = given(images, used, truth, own, rule);
        requireEveryClass(given, own, images.name());
        int[] labels = new int[own.size()];
        for (int i = 0; i < used.length; i++) {
            labels[used[i]] = given[i];
        }
        return new Simulation(
                new RelabelledImages(images, new Labels.Single(labels, own.classNames())), used, new TrueLabels(truth));
    }

    private static int[] given(ImageDataset images, int[] used, int[] truth, Labels.Single own, GivenLabels rule)
            throws IOException {
        if (rule.file().isPresent()) {
            int[] read;
            try {
                read = LabelFile.read(rule.file().get(), images.size(), images::key, used, own.classNames());
            } catch (LabelFileException e) {
                throw new UserException("data.labels.file: " + e.getMessage());
            }
            return Arrays.stream(used).map(example -> read[example]).toArray();
        }
        return rule.noise()
                .map(noise -> noise.kind().corrupt(truth, own.classCount(), noise.rate(), rule.seed()))
                .orElse(truth);
    }

    private static void requireEveryClass(int[] classes, Labels.Single labels, String name) {
        for (int k = 0; k < labels.classCount(); k++) {
            int wanted = k;
            if (Arrays.stream(classes).noneMatch(c -> c == wanted)) {
                throw new UserException("With data.labels the class '"
                        + labels.classNames().get(k) + "' of " + name
                        + " has no example left; a smaller long_tail, a larger data.limit or another file keeps some.");
            }
        }
    }
}
