package io.winnow.trainer.draft;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What the columns of a file of records mean.
 *
 * @param inputs columns of the images or texts; of rows, empty for all columns that are not used otherwise
 * @param root folder of the image files, if it is not that of the file of records
 * @param key column that names an example; empty if the examples are numbered
 * @param split column that says which part an example belongs to
 * @param labels columns of the label, as names or patterns; empty if nothing is known
 * @param separator what separates several values in a cell; empty if a cell has one
 * @param literal whether a cell has a list or a dictionary
 * @param annotator column of the annotator, if each record is a vote
 * @param levels the levels of an ordered scale, the lowest first
 * @param classes number of different classes, as far as the columns tell; at least 1
 */
public record Columns(
        List<String> inputs,
        Optional<Path> root,
        Optional<String> key,
        Optional<String> split,
        List<String> labels,
        String separator,
        boolean literal,
        Optional<String> annotator,
        List<String> levels,
        int classes) {
    /** Columns of which only inputs, key and parts are known. */
    static Columns of(List<String> inputs, Optional<Path> root, Optional<String> key, Optional<String> split) {
        return new Columns(inputs, root, key, split, List.of(), "", false, Optional.empty(), List.of(), 1);
    }

    Columns withKey(String name) {
        return new Columns(
                inputs, root, Optional.of(name), split, labels, separator, literal, annotator, levels, classes);
    }

    Columns withLabels(List<String> names, String between, boolean lists, int count) {
        return new Columns(inputs, root, key, split, names, between, lists, annotator, levels, Math.max(1, count));
    }

    Columns withAnnotator(String name) {
        return new Columns(inputs, root, key, split, labels, separator, literal, Optional.of(name), levels, classes);
    }

    Columns withLevels(List<String> names) {
        return new Columns(inputs, root, key, split, labels, separator, literal, annotator, names, names.size());
    }
}
