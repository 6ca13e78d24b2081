package io.winnow.datasets.source;

import io.winnow.datasets.label.Labels;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The items of described data, and what is known of them.
 *
 * @param name a short name for messages
 * @param keys name of each item (N); no two are equal
 * @param groups for each item, its value in each group column (N, G); an empty text if it has none
 * @param weights weight of each item (N), at least 0
 * @param parts the part of the data that each item belongs to, such as train (N); empty if it is not given
 * @param folds the fold that each item belongs to (N); empty if it is not given
 * @param content what the items are (N)
 * @param labels the labels (N) by the names that the description gives them
 * @param classes what is known of the classes of each label, by class number
 * @param warnings sentences about what was read but looks like a mistake
 * @param notes what was detected or left out, as sentences
 * @param blank the records that are no items, since their text is blank, in the order of the files
 */
@SuppressWarnings("ArrayRecordComponent") // a column of data; never compared
public record DescribedData(
        String name,
        List<String> keys,
        List<List<String>> groups,
        double[] weights,
        List<Optional<String>> parts,
        List<Optional<String>> folds,
        ItemContent content,
        Map<String, Labels> labels,
        Map<String, List<ClassInfo>> classes,
        List<String> warnings,
        List<String> notes,
        List<Blank> blank) {
    /**
     * A record without text.
     *
     * @param before number of items before it
     * @param key the name that the item would have
     * @param why file, line and what is blank, without a full stop
     */
    public record Blank(int before, String key, String why) {}

    public DescribedData {
        keys = List.copyOf(keys);
        groups = List.copyOf(groups);
        parts = List.copyOf(parts);
        folds = List.copyOf(folds);
        labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
        classes = Map.copyOf(classes);
        warnings = List.copyOf(warnings);
        notes = List.copyOf(notes);
        blank = List.copyOf(blank);
    }

    /**
     * Reads the files of a description.
     *
     * @param name a short name for messages
     * @throws DescriptionException if the description does not fit the files, or the files contain mistakes; it holds all of them
     */
    public static DescribedData read(String name, DataDescription description) throws IOException {
        return new DescriptionReader(name, description).read();
    }

    public int size() {
        return keys.size();
    }

    /** Returns the same data under another name. */
    public DescribedData named(String other) {
        return new DescribedData(
                other, keys, groups, weights, parts, folds, content, labels, classes, warnings, notes, blank);
    }

    /** Returns the same data with further notes. */
    public DescribedData noted(List<String> further) {
        List<String> all = new ArrayList<>(notes);
        all.addAll(further);
        return new DescribedData(
                name, keys, groups, weights, parts, folds, content, labels, classes, warnings, all, blank);
    }

    /** Returns the items {@code indices}, in that order. */
    public DescribedData select(int[] indices) {
        Map<String, Labels> selected = new LinkedHashMap<>();
        labels.forEach((label, all) -> selected.put(label, all.select(indices)));
        return new DescribedData(
                name,
                select(keys, indices),
                select(groups, indices),
                Arrays.stream(indices).mapToDouble(i -> weights[i]).toArray(),
                select(parts, indices),
                select(folds, indices),
                content.select(indices),
                selected,
                classes,
                warnings,
                notes,
                List.of());
    }

    private static <T> List<T> select(List<T> all, int[] indices) {
        return Arrays.stream(indices).mapToObj(all::get).toList();
    }
}
