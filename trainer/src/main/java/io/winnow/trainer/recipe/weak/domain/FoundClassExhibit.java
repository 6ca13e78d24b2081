package io.winnow.trainer.recipe.weak.domain;

import io.winnow.datasets.label.DomainLabels;
import io.winnow.datasets.random.EvenSpacing;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.recipe.Exhibit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/** What a page shows of found classes: some examples of each, by which a person can name them, and the mixture of each domain. */
final class FoundClassExhibit {
    /** Number of examples that are shown of a class. */
    private static final int EXAMPLES = 12;

    /** Examples with at least this share of the largest probability of a class are typical of it. */
    private static final double TYPICAL = 0.95;

    private FoundClassExhibit() {}

    /**
     * Returns the exhibits.
     *
     * @param probabilities p(y|x, d) of the training examples (N, K), row-major
     * @param data empty if the examples are not read
     */
    static List<Exhibit> of(FoundClasses found, float[] probabilities, Optional<TaskData> data) {
        List<Exhibit> exhibits = new ArrayList<>();
        data.filter(each -> each.trainLabels() instanceof DomainLabels labels
                        && labels.size() * labels.classCount() == probabilities.length)
                .ifPresent(each -> exhibits.add(examples(found, probabilities, each)));
        exhibits.add(mixtures(found, data));
        return exhibits;
    }

    private static Exhibit examples(FoundClasses found, float[] probabilities, TaskData data) {
        DomainLabels labels = (DomainLabels) data.trainLabels();
        int classes = labels.classCount();
        double[] prior = found.prior();
        List<Exhibit.Group> groups = new ArrayList<>();
        for (int k = 0; k < classes; k++) {
            int own = k;
            double most = IntStream.range(0, labels.size())
                    .mapToDouble(i -> probabilities[i * classes + own])
                    .max()
                    .orElse(0);
            int[] typical = IntStream.range(0, labels.size())
                    .filter(i -> probabilities[i * classes + own] >= TYPICAL * most)
                    .toArray();
            groups.add(new Exhibit.Group(
                    String.format(
                            Locale.ROOT,
                            "%s: %.1f%% of all examples",
                            labels.classNames().get(k),
                            100 * prior[k]),
                    IntStream.of(EvenSpacing.of(typical.length, Math.min(EXAMPLES, typical.length)))
                            .map(place -> data.trainExamples()[typical[place]])
                            .toArray()));
        }
        return new Exhibit.Groups(
                "Found classes",
                "The classes were found without labels and have numbers for names. Up to " + EXAMPLES + " "
                        + data.unit()
                        + " are shown of each, at even steps among those that are most certain, so that you can name it.",
                groups);
    }

    private static Exhibit mixtures(FoundClasses found, Optional<TaskData> data) {
        int classes = found.classesGivenDomain().length;
        List<String> header = new ArrayList<>(List.of("domain"));
        IntStream.rangeClosed(1, classes).forEach(k -> header.add("class " + k));
        List<List<String>> rows = new ArrayList<>();
        for (int d = 0; d < found.domains().length; d++) {
            int domain = d;
            List<String> row = new ArrayList<>();
            row.add(data.filter(each -> each.trainLabels() instanceof DomainLabels)
                    .map(each ->
                            ((DomainLabels) each.trainLabels()).domainNames().get(domain))
                    .orElse(Integer.toString(d + 1)));
            for (int k = 0; k < classes; k++) {
                row.add(String.format(Locale.ROOT, "%.1f%%", 100 * found.classesGivenDomain()[k][d]));
            }
            rows.add(row);
        }
        return new Exhibit.Table("Mixtures", "The share of each found class in each domain.", header, rows);
    }
}
