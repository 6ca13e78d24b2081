package io.winnow.trainer.report;

import io.winnow.datasets.inspect.NumberText;
import io.winnow.trainer.page.Block;
import io.winnow.trainer.page.Card;
import io.winnow.trainer.run.StopSignal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Examples that explain each class to an annotator, with the border to other classes. */
final class ExamplesModule implements ReportModule {
    private static final int MOST_CLASSES = 100;

    @Override
    public String id() {
        return ReportFiles.EXAMPLES;
    }

    @Override
    public String title() {
        return "Examples that explain the classes";
    }

    @Override
    public Optional<String> lacks(ReportInput input) {
        if (input.data().labels().classNames().size() < 2
                || input.data().labels().knownCount() == 0) {
            return Optional.of("This part needs labels with at least two classes.");
        }
        return input.representation().isEmpty()
                ? Optional.of("This part needs vectors of the items, which rows do not have.")
                : Optional.empty();
    }

    @Override
    public Section run(ReportInput input) throws IOException {
        ReportData data = input.data();
        int[][] classes = data.classes();
        Set<Integer> suspects = input.audit().stream()
                .flatMap(audit -> audit.rows().stream())
                .filter(AuditList.Row::flagged)
                .map(AuditList.Row::item)
                .collect(Collectors.toCollection(HashSet::new));
        int[] items = IntStream.of(data.learned())
                .filter(i -> classes[i].length > 0 && input.facts().contents().get(i) != null)
                .filter(i -> !suspects.contains(i))
                .toArray();
        List<String> names = data.labels().classNames();
        Representation representation = input.representation().orElseThrow();
        ExampleChoice choice = new ExampleChoice(
                items, classes, names.size(), representation, input.options().seed(), input.manager());
        List<List<String>> words = data.items() instanceof ItemKind.Texts
                ? TypicalWords.of(input.facts().contents(), items, classes, names.size())
                : names.stream().map(name -> List.<String>of()).toList();
        double[] counts = data.labels().counts();
        int[] shown = IntStream.range(0, names.size())
                .filter(k -> counts[k] > 0)
                .boxed()
                .sorted(Comparator.<Integer>comparingDouble(k -> -counts[k]).thenComparing(k -> k))
                .limit(MOST_CLASSES)
                .mapToInt(k -> k)
                .sorted()
                .toArray();
        Section section = new Section();
        section.say(
                "For each class, these items of %d retrieve its items best together by the cosine of %s. Average precision is"
                        + " measured on %d items that took no part in the choice (seed %d)%s.",
                items.length,
                representation.name(),
                choice.judged(),
                input.options().seed(),
                suspects.isEmpty() ? "" : "; labels that the audit flags are left out");
        List<ClassExamples> chosen = new ArrayList<>();
        for (int k : shown) {
            StopSignal.poll();
            chosen.add(choice.of(k, names.get(k), words.get(k)));
        }
        precision(data, chosen, section);
        if (shown.length < names.size()) {
            section.say("Shown are the %d largest of %d classes.", shown.length, names.size());
        }
        for (ClassExamples each : chosen) {
            show(data, each, section);
        }
        return section;
    }

    private static void precision(ReportData data, List<ClassExamples> chosen, Section section) {
        Map<String, Double> means = new LinkedHashMap<>();
        List<List<String>> rows = new ArrayList<>();
        List<ClassExamples> judged =
                chosen.stream().filter(each -> !each.precision().isEmpty()).toList();
        List<String> names = data.names();
        section.figure(
                "classes", chosen.stream().map(each -> figures(each, names)).toList());
        if (judged.isEmpty()) {
            return;
        }
        for (String way : judged.get(0).precision().keySet()) {
            means.put(
                    way,
                    judged.stream()
                            .mapToDouble(each -> each.precision().get(way))
                            .average()
                            .orElse(0));
        }
        section.figure("mean_average_precision", means);
        List<String> header = new ArrayList<>(List.of("class"));
        means.keySet().forEach(way -> header.add(way.replace('_', ' ')));
        List<String> mean = new ArrayList<>(List.of("mean of the classes"));
        means.values().forEach(value -> mean.add(NumberText.of(value)));
        rows.add(mean);
        for (ClassExamples each : judged) {
            List<String> row = new ArrayList<>(List.of(each.name()));
            each.precision().values().forEach(value -> row.add(NumberText.of(value)));
            rows.add(row);
        }
        section.add(new Block.Table(
                "Average precision of the examples that are shown (greedy), beside 6 medoids, the 6 items nearest to the mean, and"
                        + " 6 random items (mean of 10 draws)",
                header,
                rows));
    }

    private static Map<String, Object> figures(ClassExamples each, List<String> names) {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("class", each.name());
        figures.put("examples", each.examples().stream().map(names::get).toList());
        figures.put("like", each.like().stream().map(names::get).toList());
        figures.put("odd", each.odd().stream().map(names::get).toList());
        figures.put("words", each.words());
        figures.put("average_precision", each.precision());
        return figures;
    }

    private static void show(ReportData data, ClassExamples each, Section section) throws IOException {
        String typical = each.words().isEmpty() ? "" : " (typical words: " + String.join(", ", each.words()) + ")";
        section.add(new Block.Cards(each.name() + typical, cards(data, each.examples())));
        if (!each.like().isEmpty()) {
            section.add(new Block.Cards("not " + each.name() + ", although alike", cards(data, each.like())));
            section.add(new Block.Cards(each.name() + " as well, although different", cards(data, each.odd())));
        }
    }

    private static List<Card> cards(ReportData data, List<Integer> items) throws IOException {
        List<String> names = data.names();
        List<Card> cards = new ArrayList<>();
        for (int item : items) {
            cards.add(Cards.of(data, item, Cards.caption(data, names, item)));
        }
        return cards;
    }
}
