package io.winnow.trainer.recipe.web;

import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.random.EvenSpacing;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.recipe.Exhibit;
import io.winnow.trainer.recipe.FinishedRun;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** What people want to see of a correction: the trusted examples of each class, the most frequent corrections, and what became of each class. */
final class WebExhibits {
    private static final int EXAMPLES = 12;
    private static final int PAIRS = 8;

    private final TaskData data;
    private final ClassLabels given;
    private final Trusted trusted;
    private final CorrectedLabels.Decision decision;

    private WebExhibits(TaskData data, Trusted trusted, CorrectedLabels.Decision decision) {
        this.data = data;
        this.trusted = trusted;
        this.decision = decision;
        given = (ClassLabels) data.trainLabels();
    }

    /** Returns the exhibits; none if the labels are no longer those of the run. */
    static List<Exhibit> of(FinishedRun run, TaskData data) throws IOException {
        CorrectedLabels.Decision decision = CorrectedLabels.decision(run.stage(Web.CORRECT));
        if (!(data.trainLabels() instanceof ClassLabels labels) || labels.size() != decision.classes().length) {
            return List.of();
        }
        WebExhibits all = new WebExhibits(data, Trusted.read(run.stage(Web.ANCHORS)), decision);
        List<Exhibit> exhibits = new ArrayList<>(List.of(all.classes()));
        if (all.trusted.rows().length > 0) {
            exhibits.add(all.anchors());
        }
        exhibits.add(all.corrections());
        return exhibits;
    }

    private Exhibit classes() {
        boolean[] anchors = trusted.marks(given.size());
        List<List<String>> rows = new ArrayList<>();
        for (int k = 0; k < given.classCount(); k++) {
            int own = k;
            rows.add(List.of(
                    given.classNames().get(k),
                    count(i -> given.classes()[i] == own),
                    count(i -> anchors[i] && decision.classes()[i] == own),
                    count(i -> given.classes()[i] == own && decision.classes()[i] == own && decision.kept()[i]),
                    count(i -> given.classes()[i] == own && decision.classes()[i] != own),
                    count(i -> given.classes()[i] == own && !decision.kept()[i]),
                    count(i -> given.classes()[i] != own && decision.classes()[i] == own)));
        }
        return new Exhibit.Table(
                "What became of the labels",
                "Numbers of training " + data.unit()
                        + " by the class that they were given. A label is kept, corrected to that of another"
                        + " class, or left out because its score is below that of a guess.",
                List.of("class", "given", "anchors", "kept", "corrected", "left out", "from other classes"),
                rows);
    }

    private String count(IntPredicate rule) {
        return String.format(
                Locale.ROOT,
                "%,d",
                IntStream.range(0, given.size()).filter(rule).count());
    }

    private Exhibit anchors() {
        List<Exhibit.Group> groups = new ArrayList<>();
        for (int k = 0; k < given.classCount(); k++) {
            int own = k;
            int[] rows = IntStream.range(0, trusted.rows().length)
                    .filter(i -> trusted.classes()[i] == own)
                    .map(i -> trusted.rows()[i])
                    .toArray();
            if (rows.length > 0) {
                groups.add(new Exhibit.Group(given.classNames().get(k) + ": " + rows.length, shown(rows)));
            }
        }
        return new Exhibit.Groups(
                "Anchors",
                "The trusted " + data.unit() + " of each class, up to " + EXAMPLES
                        + " of them. If they show something else than their class, its name was ambiguous, or its definition does not fit the texts.",
                groups);
    }

    private Exhibit corrections() {
        Map<Integer, Integer> counts = new TreeMap<>();
        int[] pairs = IntStream.range(0, given.size())
                .map(i -> given.classes()[i] * given.classCount() + decision.classes()[i])
                .toArray();
        IntStream.range(0, pairs.length)
                .filter(i -> given.classes()[i] != decision.classes()[i])
                .forEach(i -> counts.merge(pairs[i], 1, Integer::sum));
        List<Exhibit.Group> groups = counts.entrySet().stream()
                .sorted(Comparator.comparingInt((Map.Entry<Integer, Integer> each) -> -each.getValue())
                        .thenComparing(Map.Entry::getKey))
                .limit(PAIRS)
                .map(each -> new Exhibit.Group(
                        given.classNames().get(each.getKey() / given.classCount()) + " -> "
                                + given.classNames().get(each.getKey() % given.classCount()) + ": " + each.getValue(),
                        shown(IntStream.range(0, pairs.length)
                                .filter(i -> pairs[i] == each.getKey())
                                .toArray())))
                .toList();
        return new Exhibit.Groups(
                "Corrected labels",
                "The most frequent corrections, with up to " + EXAMPLES + " " + data.unit()
                        + " of each, at even steps in the order of the data.",
                groups);
    }

    private int[] shown(int[] rows) {
        return IntStream.of(EvenSpacing.of(rows.length, Math.min(EXAMPLES, rows.length)))
                .map(place -> data.trainExamples()[rows[place]])
                .toArray();
    }
}
