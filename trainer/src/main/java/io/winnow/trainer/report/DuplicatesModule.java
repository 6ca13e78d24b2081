package io.winnow.trainer.report;

import io.winnow.datasets.Plural;
import io.winnow.datasets.duplicate.NearDuplicates;
import io.winnow.datasets.duplicate.SimilarPair;
import io.winnow.datasets.inspect.NumberText;
import io.winnow.trainer.page.Block;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Items that occur more than once, exactly or nearly, within parts and across them, with equal and with different labels. */
final class DuplicatesModule implements ReportModule {
    private static final int SHOWN_PAIRS = 12;
    private static final int AROUND = 3;

    @Override
    public String id() {
        return "duplicates";
    }

    @Override
    public String title() {
        return "Duplicates and leaks";
    }

    @Override
    public Optional<String> lacks(ReportInput input) {
        return Optional.empty();
    }

    @Override
    public Section run(ReportInput input) throws IOException {
        ReportData data = input.data();
        NearDuplicates found = ItemDuplicates.find(
                data.items(),
                input.facts(),
                input.options().similarity(),
                input.options().mirrored(),
                item -> data.part(item).equals(ReportData.TRAIN));
        Section section = new Section();
        int exact = found.copies().repeated();
        section.figure("exact_contents", found.copies().sets().size())
                .figure("exact_repeated", exact)
                .figure("near_pairs", found.pairs().size())
                .figure("all_pairs_listed", found.complete())
                .figure("threshold", found.threshold())
                .figure("groups", found.groups().size())
                .figure("repeated", found.repeated());
        section.say(
                "%d contents occur more than once, so that %d items repeat an earlier one exactly. Together with near"
                        + " duplicates, there are %d groups, and %d items could be left out.",
                found.copies().sets().size(), exact, found.groups().size(), found.repeated());
        section.add(Badge.of("duplicates", found.repeated(), data.size(), "repeat an earlier one"));
        if (!found.complete()) {
            section.say(
                    "There are more pairs of near duplicates than the %d that were listed. Groups and leaks are complete, but"
                            + " pairs with contradictory labels are missing, and a leak may be shown beside an item that is"
                            + " not the most similar one.",
                    found.pairs().size());
        }
        if (data.items() instanceof ItemKind.Rows) {
            section.say("Rows are copies if all columns that are read are equal, which may also happen by chance.");
        }
        within(data, found, section);
        Leaks.add(input, found, certain(data), section);
        contradictions(data, found, section);
        if (!(data.items() instanceof ItemKind.Rows)) {
            around(data, found, section);
        }
        return section;
    }

    /** Equal images and texts are copies, but different things may have equal rows. */
    private static Severity certain(ReportData data) {
        return data.items() instanceof ItemKind.Rows ? Severity.WARNING : Severity.ERROR;
    }

    private static void within(ReportData data, NearDuplicates found, Section section) {
        List<String> names = data.names();
        List<List<String>> rows = new ArrayList<>();
        boolean whole = data.split().parts().size() == 1;
        for (String part : data.split().parts()) {
            List<String> keys = new ArrayList<>();
            int groups = 0;
            for (int[] group : found.groups()) {
                int[] own = Arrays.stream(group)
                        .filter(item -> data.part(item).equals(part))
                        .toArray();
                groups += own.length > 1 ? 1 : 0;
                Arrays.stream(own).skip(1).forEach(item -> keys.add(names.get(item)));
            }
            int size = data.items(part).length;
            rows.add(List.of(
                    part,
                    Integer.toString(groups),
                    Integer.toString(keys.size()),
                    NumberText.percent(size == 0 ? 0 : (double) keys.size() / size)));
            if (!keys.isEmpty()) {
                section.add(new Finding(
                        "duplicates",
                        Severity.NOTE,
                        Plural.of(keys.size(), "item", "items") + (whole ? "" : " of " + part)
                                + (keys.size() == 1 ? " repeats" : " repeat") + " another one"
                                + (whole ? "" : " of the same part") + ", exactly or nearly.",
                        keys,
                        Map.of("part", part, "items", keys.size(), "groups", groups),
                        "Keep one of each group if repeated items should not count more than others."));
            }
        }
        section.add(new Block.Table(
                "Groups of copies and near duplicates",
                List.of("within part", "groups", "repeated items", "share"),
                rows));
    }

    private static void contradictions(ReportData data, NearDuplicates found, Section section) throws IOException {
        List<String> names = data.names();
        ContradictoryItems contradictory = ContradictoryItems.of(found, data.labels());
        List<int[]> exact = contradictory.copies();
        List<SimilarPair> near = contradictory.near();
        section.figure("contradictory_contents", exact.size()).figure("contradictory_near_pairs", near.size());
        section.add(Badge.of(
                "contradictions", exact.size(), found.copies().sets().size(), "copies with contradictory labels"));
        if (!exact.isEmpty()) {
            section.add(new Finding(
                    "contradictory_copies",
                    certain(data),
                    Plural.of(exact.size(), "content has", "contents have")
                            + " copies whose labels cannot all be right.",
                    exact.stream()
                            .flatMap(set -> Arrays.stream(set).mapToObj(names::get))
                            .toList(),
                    Map.of("contents", exact.size()),
                    "Find out the right label of each and keep one copy."));
            List<SimilarPair> shown = exact.stream()
                    .limit(SHOWN_PAIRS)
                    .map(set -> ContradictoryItems.differing(set, data.labels()))
                    .toList();
            section.add(PairCards.of("Copies with contradictory labels", data, shown, names));
        }
        if (!near.isEmpty()) {
            section.add(new Finding(
                    "contradictory_near",
                    Severity.WARNING,
                    (found.complete() ? "" : "At least ")
                            + Plural.of(near.size(), "pair", "pairs") + " of near duplicates "
                            + (near.size() == 1 ? "has" : "have")
                            + " labels that cannot both be right if they show the same.",
                    near.stream()
                            .flatMap(pair -> List.of(names.get(pair.one()), names.get(pair.other())).stream())
                            .distinct()
                            .toList(),
                    Map.of("pairs", near.size()),
                    "Look at them: one of the labels is wrong, or the items differ in a detail."));
            section.add(PairCards.of("Near duplicates with different labels, most similar first", data, near, names));
        }
    }

    private static void around(ReportData data, NearDuplicates found, Section section) throws IOException {
        List<String> names = data.names();
        section.say(
                "Near duplicates are items whose similarity is at least %s: %s. These are the pairs on both sides of that"
                        + " threshold.",
                NumberText.of(found.threshold()),
                data.items() instanceof ItemKind.Images
                        ? "1 less the mean absolute difference of the grey pixels at 32 x 32, as a share of the whole range"
                        : "the Jaccard similarity of their sets of word shingles");
        section.add(PairCards.of("Just above the threshold", data, found.above(AROUND), names));
        section.add(PairCards.of("Just below the threshold", data, found.below(), names));
    }
}
