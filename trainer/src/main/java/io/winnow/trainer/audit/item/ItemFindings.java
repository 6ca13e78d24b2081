package io.winnow.trainer.audit.item;

import ai.djl.ndarray.NDArray;
import io.winnow.datasets.Plural;
import io.winnow.datasets.duplicate.NearDuplicates;
import io.winnow.datasets.duplicate.SimilarPair;
import io.winnow.datasets.inspect.Contradictions;
import io.winnow.datasets.inspect.NumberText;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.split.Duplicates;
import io.winnow.datasets.split.Split;
import io.winnow.trainer.calibrate.NeighbourVotes;
import io.winnow.trainer.modality.LabelledExamples;
import io.winnow.trainer.report.ContradictoryItems;
import io.winnow.trainer.report.ItemDuplicates;
import io.winnow.trainer.report.ItemFacts;
import io.winnow.trainer.report.ItemKind;
import io.winnow.trainer.report.Leaked;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What an audit found on examples.
 *
 * @param found contradictions, leaks and duplicates, those of equal content first and then the most similar ones, and outliers, farthest
 *     first
 * @param limit the distance above which an example is an outlier
 * @param compared whether duplicates were sought, which they are of images, texts and rows
 * @param rows whether the examples are rows, different ones of which may be equal by chance
 * @param complete whether these are all pairs, see {@link NearDuplicates#complete}
 */
public record ItemFindings(List<ItemFinding> found, double limit, boolean compared, boolean rows, boolean complete) {
    /** No findings, for an audit of labels alone. */
    public static final ItemFindings NONE = new ItemFindings(List.of(), Double.NaN, false, false, true);

    public ItemFindings {
        found = List.copyOf(found);
    }

    /**
     * Looks for duplicates, contradictions, leaks and outliers.
     *
     * @param z representations of the training examples in use (N, D)
     * @param neighbours their nearest neighbours
     * @param suspicious rows of the audit, the most suspicious label first: of two examples that contradict each other, the one with the more
     *     suspicious label is shown
     * @param say receives messages on the progress
     */
    public static ItemFindings of(
            LabelledExamples data, NDArray z, NeighbourVotes neighbours, int[] suspicious, Consumer<String> say)
            throws IOException {
        AuditedItems items = AuditedItems.of(data);
        List<ItemFinding> found = new ArrayList<>();
        boolean complete = true;
        Optional<ItemKind> kind = items.items();
        if (kind.isPresent()) {
            say.accept("Comparing the contents of " + items.size() + " " + data.unit() + ".");
            Split split = items.split();
            int size = data.trainExamples().length;
            NearDuplicates duplicates = ItemDuplicates.find(
                    kind.get(), ItemFacts.read(kind.get()), Optional.empty(), false, item -> item < size);
            complete = duplicates.complete();
            contradictions(inTraining(duplicates, size), data.trainLabels(), suspicious, items, found);
            for (String part : split.parts().subList(1, split.parts().size())) {
                Leaked leaked = Leaked.of(duplicates, split, part);
                Stream.concat(leaked.exact().stream(), leaked.near().stream())
                        .forEach(pair -> found.add(new ItemFinding(
                                ItemFinding.Kind.LEAK,
                                items.example(pair.one()),
                                Optional.of(items.example(pair.other())),
                                pair.similarity())));
            }
            repeated(inTraining(duplicates, size), items, found);
        }
        Outliers outliers = Outliers.of(z, neighbours);
        for (int row : outliers.rows()) {
            found.add(new ItemFinding(
                    ItemFinding.Kind.OUTLIER, items.example(row), Optional.empty(), outliers.distances()[row]));
        }
        return new ItemFindings(
                found, outliers.limit(), kind.isPresent(), kind.orElse(null) instanceof ItemKind.Rows, complete);
    }

    /** Returns the copies and pairs of which all items are training examples, which come first. */
    private static NearDuplicates inTraining(NearDuplicates found, int size) {
        List<int[]> copies = found.copies().sets().stream()
                .map(set -> Arrays.stream(set).filter(item -> item < size).toArray())
                .filter(set -> set.length > 1)
                .toList();
        List<SimilarPair> pairs = found.pairs().stream()
                .filter(pair -> pair.one() < size && pair.other() < size)
                .toList();
        return new NearDuplicates(
                new Duplicates(copies), found.threshold(), pairs, List.of(), found.complete(), List.of());
    }

    private static void contradictions(
            NearDuplicates found, Labels labels, int[] suspicious, AuditedItems items, List<ItemFinding> all) {
        int[] rank = new int[labels.size()];
        for (int place = 0; place < suspicious.length; place++) {
            rank[suspicious[place]] = place;
        }
        ContradictoryItems contradictory = ContradictoryItems.of(found, labels);
        Stream.concat(
                        contradictory.copies().stream().flatMap(set -> contradicting(set, labels)),
                        contradictory.near().stream())
                .forEach(pair -> {
                    boolean first = rank[pair.one()] < rank[pair.other()];
                    all.add(new ItemFinding(
                            ItemFinding.Kind.CONTRADICTION,
                            items.example(first ? pair.one() : pair.other()),
                            Optional.of(items.example(first ? pair.other() : pair.one())),
                            pair.similarity()));
                });
    }

    /** Returns pairs of the first of some copies with each one whose label contradicts it, or of all if they only contradict jointly. */
    private static Stream<SimilarPair> contradicting(int[] set, Labels labels) {
        List<SimilarPair> all = Arrays.stream(set)
                .skip(1)
                .mapToObj(other -> new SimilarPair(set[0], other, 1))
                .toList();
        Duplicates pairs = new Duplicates(
                all.stream().map(pair -> new int[] {pair.one(), pair.other()}).toList());
        Set<Integer> contradict =
                Contradictions.of(pairs, labels).stream().map(pair -> pair[1]).collect(Collectors.toSet());
        return contradict.isEmpty() ? all.stream() : all.stream().filter(pair -> contradict.contains(pair.other()));
    }

    /** Adds the examples that repeat an earlier one, unless their labels contradict each other. */
    private static void repeated(NearDuplicates found, AuditedItems items, List<ItemFinding> all) {
        Set<List<Integer>> contradictory = new HashSet<>();
        all.stream()
                .filter(each -> each.kind() == ItemFinding.Kind.CONTRADICTION)
                .forEach(each -> {
                    int one = each.example().row();
                    int other = each.other().orElseThrow().row();
                    contradictory.add(List.of(Math.min(one, other), Math.max(one, other)));
                });
        Stream.concat(
                        found.copies().sets().stream()
                                .flatMap(set -> Arrays.stream(set)
                                        .skip(1)
                                        .mapToObj(other -> new SimilarPair(set[0], other, 1))),
                        found.pairs().stream())
                .filter(pair -> !contradictory.contains(List.of(pair.one(), pair.other())))
                .forEach(pair -> all.add(new ItemFinding(
                        ItemFinding.Kind.DUPLICATE,
                        items.example(pair.other()),
                        Optional.of(items.example(pair.one())),
                        pair.similarity())));
    }

    /** Returns the first findings of each kind. */
    public List<ItemFinding> first(int most) {
        return Arrays.stream(ItemFinding.Kind.values())
                .flatMap(kind ->
                        found.stream().filter(each -> each.kind() == kind).limit(most))
                .toList();
    }

    /** Returns the number of findings of each kind. */
    public Map<ItemFinding.Kind, Long> counts() {
        Map<ItemFinding.Kind, Long> counts = new LinkedHashMap<>();
        for (ItemFinding.Kind kind : ItemFinding.Kind.values()) {
            counts.put(kind, found.stream().filter(each -> each.kind() == kind).count());
        }
        return counts;
    }

    /** Returns what was found, in sentences for people; empty if nothing was sought. */
    public String sentence() {
        if (Double.isNaN(limit)) {
            return "";
        }
        Map<ItemFinding.Kind, Long> counts = counts();
        String outliers = Plural.of(counts.get(ItemFinding.Kind.OUTLIER), "example is", "examples are")
                + " farther than " + NumberText.of(limit) + " from the neighbours (outliers).";
        if (!compared) {
            return outliers;
        }
        return (complete ? "" : "At least ")
                + Plural.of(counts.get(ItemFinding.Kind.CONTRADICTION), "pair", "pairs")
                + (rows ? " of equal rows" : " of copies or near duplicates") + " with contradictory labels; "
                + Plural.of(counts.get(ItemFinding.Kind.DUPLICATE), "further such pair", "further such pairs") + "; "
                + Plural.of(counts.get(ItemFinding.Kind.LEAK), "example", "examples")
                + " of other parts " + (counts.get(ItemFinding.Kind.LEAK) == 1 ? "is" : "are")
                + " in training as well (leaks). " + outliers
                + (rows ? " Rows may be equal by chance." : "");
    }

    /** Returns the findings for which people should look at a label: the first contradictions and outliers. */
    public List<ItemFinding> toLabel(int most) {
        return first(most).stream()
                .filter(each ->
                        each.kind() == ItemFinding.Kind.CONTRADICTION || each.kind() == ItemFinding.Kind.OUTLIER)
                .toList();
    }
}
