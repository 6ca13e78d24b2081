package io.winnow.datasets.inspect;

import io.winnow.datasets.label.ExcludedLabels;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.source.DescribedData;
import io.winnow.datasets.split.Duplicates;
import io.winnow.datasets.split.Groups;
import io.winnow.datasets.split.Split;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What described data contain (data-readers.md, section 5; text-common.md, section 1): counts, copies, groups, what the parts have in
 * common, and the statistics of each label.
 *
 * @param name name of the data
 * @param items number of items
 * @param parts number of items of each part, in the order of the parts; empty if the data are not divided
 * @param inNoPart number of items that are in no part of divided data
 * @param content what the items are
 * @param copies items with the same content
 * @param overlaps the pairs of parts that share a content or a group
 * @param groups groups of items; null if there are no group columns
 * @param weighted number of items whose weight is not 1
 * @param labels the labels by the names that the description gives them
 * @param warnings sentences about what was read but looks like a mistake
 * @param notes what was detected or left out, as sentences
 */
public record DataReport(
        String name,
        int items,
        Map<String, Integer> parts,
        int inNoPart,
        ContentReport content,
        CopyReport copies,
        List<Overlap> overlaps,
        GroupReport groups,
        int weighted,
        Map<String, LabelReport> labels,
        List<String> warnings,
        List<String> notes) {
    public DataReport {
        parts = Collections.unmodifiableMap(new LinkedHashMap<>(parts));
        overlaps = List.copyOf(overlaps);
        labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
        warnings = List.copyOf(warnings);
        notes = List.copyOf(notes);
    }

    /**
     * Inspects data. Files of which another one has the same size are read.
     *
     * @param split division of the items (N) into parts; empty if they are not divided. Classes are compared between the part {@code
     *     train} and each other part
     * @param tokens how texts become tokens; ignored if the items are not texts
     * @throws IOException if a file cannot be read
     */
    public static DataReport of(DescribedData data, Optional<Split> split, Optional<TokenCounter> tokens)
            throws IOException {
        if (split.isPresent() && split.get().of().length != data.size()) {
            throw new IllegalArgumentException("The split divides "
                    + split.get().of().length + " items; " + data.name() + " has " + data.size() + ".");
        }
        Duplicates duplicates = Duplicates.of(Contents.of(data.content()));
        Groups groups = groups(data);
        Map<String, Integer> parts = new LinkedHashMap<>();
        split.ifPresent(division -> {
            for (int p = 0; p < division.parts().size(); p++) {
                parts.put(division.parts().get(p), division.sizes()[p]);
            }
        });
        Map<String, LabelReport> labels = new LinkedHashMap<>();
        for (Map.Entry<String, Labels> label : data.labels().entrySet()) {
            labels.put(label.getKey(), LabelReport.of(label.getValue(), split));
        }
        return new DataReport(
                data.name(),
                data.size(),
                parts,
                split.isEmpty()
                        ? 0
                        : data.size() - Arrays.stream(split.get().sizes()).sum(),
                ContentReport.of(data.content(), tokens),
                CopyReport.of(duplicates, data),
                split.map(division -> Overlap.of(division, groups, duplicates, data.keys()))
                        .orElse(List.of()),
                GroupReport.of(data, groups).orElse(null),
                (int) Arrays.stream(data.weights())
                        .filter(weight -> weight != 1)
                        .count(),
                labels,
                warnings(data),
                data.notes());
    }

    private static List<String> warnings(DescribedData data) {
        List<String> warnings = new ArrayList<>(data.warnings());
        data.labels().forEach((name, labels) -> {
            if (labels instanceof ExcludedLabels excluded) {
                ExclusionCheck.of(excluded).warning().ifPresent(each -> warnings.add("labels." + name + ": " + each));
            }
        });
        return warnings;
    }

    private static Groups groups(DescribedData data) {
        int columns = data.groups().isEmpty() ? 0 : data.groups().get(0).size();
        String[][] values = new String[columns][data.size()];
        for (int g = 0; g < columns; g++) {
            for (int i = 0; i < data.size(); i++) {
                String value = data.groups().get(i).get(g);
                values[g][i] = value.isEmpty() ? null : value;
            }
        }
        return Groups.of(data.size(), values);
    }

    /** Returns the report as plain text for a terminal: sections with sentences and aligned columns. */
    public String text() {
        return ReportText.of(this);
    }
}
