package io.winnow.datasets.split;

import io.winnow.datasets.Plural;
import io.winnow.datasets.Shown;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How far a split is from the wanted shares, since groups are never divided.
 *
 * @param parts the parts
 * @param warnings sentences about classes that cannot be learned or judged with this split
 */
public record SplitReport(List<Part> parts, List<String> warnings) {
    /** A share is far from the wanted one if it differs by more than this part of it, or of its complement if that is smaller. */
    private static final double FAR = 0.5;

    public SplitReport {
        parts = List.copyOf(parts);
        warnings = List.copyOf(warnings);
    }

    /**
     * What a part received.
     *
     * @param items number of its items
     * @param groups number of its groups
     * @param wanted the share of the items that was wanted
     * @param share the share of the items that it has
     * @param worstClass the class whose number of items is farthest from the wanted one; empty without classes
     */
    public record Part(
            String name, int items, int groups, double wanted, double share, Optional<ClassDeviation> worstClass) {}

    /**
     * A class in a part.
     *
     * @param items number of items of the class in the part
     * @param wanted number that was wanted: the share of the part times the number of all items of the class
     */
    public record ClassDeviation(String className, int items, double wanted) {}

    /** Reports on a split of these parts, groups and classes. */
    public static SplitReport of(Split split, Parts wanted, Groups groups, Strata strata) {
        int parts = split.parts().size();
        int[] sizes = split.sizes();
        int items = IntStream.of(sizes).sum();
        int[] groupCounts = new int[parts];
        int[][] counts = new int[strata.names().size()][parts];
        int[] lastGroup = new int[strata.names().size()];
        boolean[] inSeveral = new boolean[strata.names().size()];
        int[][] members = groups.members();
        for (int g = 0; g < members.length; g++) {
            int part = split.of()[members[g][0]];
            if (part == Split.NONE) {
                continue;
            }
            groupCounts[part]++;
            for (int item : members[g]) {
                for (int stratum : strata.of()[item]) {
                    counts[stratum][part]++;
                    inSeveral[stratum] |= lastGroup[stratum] > 0 && lastGroup[stratum] != g + 1;
                    lastGroup[stratum] = g + 1;
                }
            }
        }
        List<Part> reports = new ArrayList<>();
        for (int p = 0; p < parts; p++) {
            double share = wanted.shares()[p];
            reports.add(new Part(
                    split.parts().get(p),
                    sizes[p],
                    groupCounts[p],
                    share,
                    items == 0 ? 0 : (double) sizes[p] / items,
                    worst(counts, p, share, strata.names())));
        }
        List<String> warnings = warnings(split.parts(), counts, lastGroup, inSeveral, strata.names());
        if (reports.stream().anyMatch(part -> isFar(part, items))) {
            warnings.add(far(reports, items, members));
        }
        return new SplitReport(reports, warnings);
    }

    /** Whether a part has so many or so few items that this is no matter of rounding. */
    private static boolean isFar(Part part, int items) {
        double difference = Math.abs(part.share - part.wanted);
        return difference * items >= 2 && difference > FAR * Math.min(part.wanted, 1 - part.wanted);
    }

    private static String far(List<Part> parts, int items, int[][] groups) {
        return "The parts of the split have other shares of the " + items + " items than those that were asked for: "
                + parts.stream()
                        .map(part -> String.format(
                                Locale.ROOT,
                                "%s has %d instead of about %.0f",
                                part.name,
                                part.items,
                                part.wanted * items))
                        .collect(Collectors.joining(", "))
                + ". Items of a group, and copies of each other, stay together: there are "
                + Plural.of(groups.length, "group", "groups") + ", and the largest has "
                + Arrays.stream(groups).mapToInt(group -> group.length).max().orElse(0) + " items.";
    }

    private static Optional<ClassDeviation> worst(int[][] counts, int part, double share, List<String> names) {
        Optional<ClassDeviation> worst = Optional.empty();
        double most = -1;
        for (int s = 0; s < counts.length; s++) {
            double target = share * IntStream.of(counts[s]).sum();
            double deviation = Math.abs(counts[s][part] - target);
            if (deviation > most) {
                most = deviation;
                worst = Optional.of(new ClassDeviation(names.get(s), counts[s][part], target));
            }
        }
        return worst;
    }

    private static List<String> warnings(
            List<String> parts, int[][] counts, int[] lastGroup, boolean[] inSeveral, List<String> names) {
        List<String> warnings = new ArrayList<>();
        List<String> alone = IntStream.range(0, counts.length)
                .filter(s -> lastGroup[s] > 0 && !inSeveral[s])
                .mapToObj(names::get)
                .toList();
        if (!alone.isEmpty()) {
            warnings.add((alone.size() == 1 ? "A class lies" : alone.size() + " classes lie")
                    + " in one part of the split only, because all items of a class are one item, copies of it, or one"
                    + " group: " + Shown.of(alone)
                    + ". Such a class cannot be both learned and judged; add other items of it, or leave it out.");
        }
        for (int p = 0; p < parts.size(); p++) {
            int part = p;
            List<String> absent = IntStream.range(0, counts.length)
                    .filter(s -> inSeveral[s] && counts[s][part] == 0)
                    .mapToObj(names::get)
                    .toList();
            if (!absent.isEmpty()) {
                warnings.add(
                        "The part " + parts.get(p) + " of the split has no item of "
                                + (absent.size() == 1 ? "a class" : absent.size() + " classes") + ": "
                                + Shown.of(absent)
                                + ". The groups with these classes are too few or too large; add data, or ask for fewer parts.");
            }
        }
        return warnings;
    }
}
