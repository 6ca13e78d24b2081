package io.winnow.trainer.cli;

import io.winnow.datasets.Shown;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.Labels;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import picocli.CommandLine.Option;

/** The option that says whose labels {@code winnow audit} ranks. */
final class SplitOption {
    static final String NAME = "--split";

    /** A class with fewer examples is hardly known to classifiers that are fitted to a part of them. */
    private static final int FEW = 5;

    /** The parts of the data of a run whose labels can be ranked. */
    enum Part {
        TRAIN,
        TEST
    }

    @Option(
            names = NAME,
            paramLabel = "PART",
            defaultValue = "train",
            description =
                    "Examples of RUN whose labels are ranked: train or test. Test examples are represented by the encoder of"
                            + " the run, which has not seen them, and are judged by classifiers that are fitted to other test"
                            + " examples. Only their labels are looked at. Default: ${DEFAULT-VALUE}")
    private Part part;

    boolean isTest() {
        return part == Part.TEST;
    }

    /** Returns which examples they are, as an attribute in sentences. */
    String noun() {
        return isTest() ? "test" : "training";
    }

    /** Returns the folder in a run that the results are written to. */
    String folder() {
        return isTest() ? "audit-test" : "audit";
    }

    /** Returns this option as it is added to the arguments of a command. */
    String arguments() {
        return isTest() ? " " + NAME + " test" : "";
    }

    /** Returns a note on classes that have too few test examples. */
    Optional<String> note(Labels labels) {
        if (!isTest() || !(labels instanceof ClassLabels given)) {
            return Optional.empty();
        }
        int[] counts = new int[given.classNames().size()];
        for (int k : given.classes()) {
            counts[k]++;
        }
        List<String> few = IntStream.range(0, counts.length)
                .filter(k -> counts[k] > 0 && counts[k] < FEW)
                .mapToObj(given.classNames()::get)
                .toList();
        return few.isEmpty()
                ? Optional.empty()
                : Optional.of("Note: of these classes, there are fewer than " + FEW
                        + " test examples, which is too few to judge their labels: " + Shown.of(few) + ".");
    }
}
