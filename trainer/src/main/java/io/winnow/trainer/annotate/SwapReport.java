package io.winnow.trainer.annotate;

import io.winnow.trainer.evaluate.Proportion;
import io.winnow.trainer.evaluate.Ranks;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How often an annotator's label of a text changes when the words for one group are replaced by those for another (llm-annotators.md,
 * section 5). It needs no right labels.
 *
 * @param annotator name of the annotator
 * @param from group whose words the texts had
 * @param to group whose words replaced them
 * @param changed share of the texts whose label changes; null if no text was labelled both times
 * @param transitions how often each label turned into each other one, the most frequent first
 */
public record SwapReport(String annotator, String from, String to, Proportion changed, List<Transition> transitions) {
    /** A change of the label. */
    public record Transition(String before, String after, int count) {}

    /**
     * A text that was labelled before and after its words were replaced.
     *
     * @param original index of the text in the outcome
     * @param swapped index of the changed text in the outcome
     */
    public record Pair(GroupTerms.Swap swap, int original, int swapped) {}

    /** Counts the changes of all annotators, by pairs of groups. */
    public static List<SwapReport> of(AnnotationOutcome outcome, List<Pair> pairs) {
        List<SwapReport> reports = new ArrayList<>();
        for (int a = 0; a < outcome.annotators().size(); a++) {
            double[][] own = outcome.probabilities()[a];
            Map<List<String>, List<Pair>> byGroups = new LinkedHashMap<>();
            for (Pair pair : pairs) {
                byGroups.computeIfAbsent(List.of(pair.swap().from(), pair.swap().to()), each -> new ArrayList<>())
                        .add(pair);
            }
            for (Map.Entry<List<String>, List<Pair>> each : byGroups.entrySet()) {
                reports.add(of(outcome, a, own, each.getKey(), each.getValue()));
            }
        }
        return reports;
    }

    private static SwapReport of(
            AnnotationOutcome outcome, int annotator, double[][] own, List<String> groups, List<Pair> pairs) {
        int seen = 0;
        Map<List<String>, Integer> counts = new LinkedHashMap<>();
        for (Pair pair : pairs) {
            double[] before = own[pair.original()];
            double[] after = own[pair.swapped()];
            if (before == null || after == null) {
                continue;
            }
            seen++;
            int first = Ranks.largest(before);
            int second = Ranks.largest(after);
            if (first != second) {
                counts.merge(
                        List.of(outcome.labels().get(first), outcome.labels().get(second)), 1, Integer::sum);
            }
        }
        List<Transition> transitions = counts.entrySet().stream()
                .map(each -> new Transition(each.getKey().get(0), each.getKey().get(1), each.getValue()))
                .sorted((a, b) -> Integer.compare(b.count(), a.count()))
                .toList();
        int changed = transitions.stream().mapToInt(Transition::count).sum();
        return new SwapReport(
                outcome.annotators().get(annotator),
                groups.get(0),
                groups.get(1),
                seen == 0 ? null : Proportion.of(changed, seen),
                transitions);
    }
}
