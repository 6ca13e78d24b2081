package io.winnow.trainer.modality.records;

import io.winnow.datasets.Plural;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.GivenNames;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.label.NoLabels;
import io.winnow.datasets.random.EvenSpacing;
import io.winnow.datasets.source.DescribedData;
import io.winnow.datasets.split.Split;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Described examples, the label of them that is learned, and their parts.
 *
 * @param data all examples (N)
 * @param labels the label that is learned (N); {@link NoLabels} if there is none
 * @param split division into train, validation and test; parts without examples are left out
 * @param used the training examples in use, ascending: those with a label (all of them if none has one), at most as many as the limit
 * @param unlabelled the examples of the training part without a label, ascending; none if no example has one
 * @param notes notes for the user, one sentence each
 */
@SuppressWarnings("ArrayRecordComponent") // handed over; never compared
record RecordParts(DescribedData data, Labels labels, Split split, int[] used, int[] unlabelled, List<String> notes) {
    private static final int[] NOTHING = {};

    /**
     * Reads the records of a configuration and divides them.
     *
     * @throws io.winnow.trainer.run.UserException if files or description contain mistakes, or the records cannot be divided
     */
    static RecordParts read(RecordsConfig config, RecordItems items) throws IOException {
        DescribedData data = config.read(items.content());
        Labels labels = config.usedName()
                .map(name -> withoutUnlabelled(data.labels().get(name), data, config))
                .orElseGet(() -> new NoLabels(data.size()));
        Labels judge = config.judge().map(name -> data.labels().get(name)).orElse(labels);
        int[] known = IntStream.range(0, data.size())
                .filter(i -> labels.known(i) || judge.known(i))
                .toArray();
        int[] usable =
                known.length > 0 ? known : IntStream.range(0, data.size()).toArray();
        Labels strata =
                config.split().stratify().map(name -> data.labels().get(name)).orElse(labels);
        PartChoice choice = new PartChoice(config, data, strata, items.unit());
        Split split = choice.choose(usable);
        List<String> notes = new ArrayList<>();
        int unknown = data.size() - usable.length;
        if (unknown > 0) {
            notes.add(Plural.of(unknown, "record has", "records have") + " no label, and "
                    + (unknown == 1 ? "is" : "are")
                    + " left out of the " + items.unit()
                    + " whose labels are learned from or judged by."
                    + advice(config));
        }
        notes.addAll(choice.notes());
        int[] ofTrain = members(split, RecordsConfig.TRAIN);
        int[] learned = Arrays.stream(usable)
                .filter(i -> Arrays.binarySearch(ofTrain, i) >= 0)
                .filter(i -> labels.known(i) || labels.knownCount() == 0)
                .toArray();
        int[] used = Arrays.stream(EvenSpacing.of(learned.length, config.limit().orElse(learned.length)))
                .map(i -> learned[i])
                .toArray();
        int[] unlabelled = usable.length == data.size()
                ? NOTHING
                : Arrays.stream(ofTrain)
                        .filter(i -> Arrays.binarySearch(usable, i) < 0)
                        .toArray();
        return new RecordParts(data, labels, split, used, unlabelled, notes);
    }

    /** Other ways than a column of the file may label its records, such as a joined file, but they count as unlabelled all the same. */
    private static Labels withoutUnlabelled(Labels labels, DescribedData data, RecordsConfig config) {
        if (config.unlabelled().isEmpty() || !(labels instanceof ClassLabels given)) {
            return labels;
        }
        int[] classes = given.classes();
        return new ClassLabels(
                IntStream.range(0, classes.length)
                        .map(i -> data.parts().get(i).equals(Optional.of(RecordsConfig.UNLABELLED))
                                ? GivenNames.NONE
                                : classes[i])
                        .toArray(),
                given.classNames());
    }

    private static String advice(RecordsConfig config) {
        LabelConfig label = config.used().orElse(null);
        if (label instanceof LabelConfig.OneClass) {
            return " Methods such as semi learn from them without labels.";
        }
        boolean none = label instanceof LabelConfig.Multi multi
                && multi.unlisted().isPresent()
                && multi.blank() == LabelConfig.Multi.Blank.UNKNOWN;
        return none
                ? " If a blank cell means that an example has none of the classes, set blank: no for the label."
                : "";
    }

    /** Returns the examples of a part, ascending. */
    int[] members(String part) {
        return members(split, part);
    }

    private static int[] members(Split split, String part) {
        return split.parts().contains(part) ? split.items(part) : NOTHING;
    }
}
