package io.winnow.trainer.report;

import io.winnow.datasets.Plural;
import io.winnow.datasets.Shown;
import io.winnow.datasets.inspect.Agreement;
import io.winnow.datasets.inspect.AgreementScale;
import io.winnow.datasets.inspect.NumberText;
import io.winnow.datasets.label.Annotations;
import io.winnow.trainer.page.Block;
import io.winnow.trainer.page.Card;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** How far annotators agree, and the items on which they do not. */
final class AgreementModule implements ReportModule {
    /** Below this alpha, labels are usually not relied on (Krippendorff, "Content analysis", 2004, section 11.4). */
    private static final double RELIABLE = 0.667;

    @Override
    public String id() {
        return "agreement";
    }

    @Override
    public String title() {
        return "Agreement of annotators";
    }

    @Override
    public Optional<String> lacks(ReportInput input) {
        return input.annotations().isEmpty()
                ? Optional.of(
                        "This part needs the labels of several annotators: a file with the columns key, annotator and"
                                + " label for --annotations.")
                : Optional.empty();
    }

    @Override
    public Section run(ReportInput input) throws IOException {
        Annotations annotations = input.annotations().orElseThrow().annotations();
        ReportData data = input.data();
        Section section = new Section();
        Agreement agreement = Agreement.of(annotations);
        section.figure("agreement", agreement)
                .figure("annotators", annotations.annotators().size())
                .figure("items", annotations.items().size());
        section.say(
                "%d annotators labelled %d items.",
                annotations.annotators().size(), annotations.items().size());
        if (agreement.items() == 0) {
            return section.say("No item has the labels of several annotators, so their agreement is not known.");
        }
        section.say(
                "%d items have at least two labels. Annotators agree on %s of the pairs of labels, and on all labels of %s of"
                        + " these items.",
                agreement.items(), NumberText.percent(agreement.percent()), NumberText.percent(agreement.unanimous()));
        if (agreement.alpha() != null) {
            String interval = Agreement.interval(
                            annotations.labels(),
                            annotations.classNames().size(),
                            new AgreementScale.Nominal(),
                            input.options().seed())
                    .map(bounds ->
                            " (95% interval " + NumberText.of(bounds[0]) + " to " + NumberText.of(bounds[1]) + ")")
                    .orElse("");
            section.say("Krippendorff's alpha is %s%s.", NumberText.of(agreement.alpha()), interval);
            if (agreement.alpha() < RELIABLE) {
                section.add(new Finding(
                        "low_agreement",
                        Severity.WARNING,
                        "Annotators agree little: Krippendorff's alpha is " + NumberText.of(agreement.alpha()) + ".",
                        List.of(),
                        Map.of("alpha", agreement.alpha()),
                        "Make the instruction clearer where they disagree, and combine their labels with `winnow data"
                                + " aggregate`."));
            }
        }
        ambiguous(data, annotations, section);
        return section;
    }

    /** The items whose votes have the largest entropy. */
    private static void ambiguous(ReportData data, Annotations annotations, Section section) throws IOException {
        double[][] votes = annotations.votes();
        double[] entropy = Arrays.stream(votes)
                .mapToDouble(shares -> -Arrays.stream(shares)
                        .filter(share -> share > 0)
                        .map(share -> share * Math.log(share))
                        .sum())
                .toArray();
        int[] order = IntStream.range(0, entropy.length)
                .filter(i -> entropy[i] > 0)
                .boxed()
                .sorted(Comparator.<Integer>comparingDouble(i -> -entropy[i])
                        .thenComparing(i -> annotations.items().get(i)))
                .mapToInt(i -> i)
                .toArray();
        section.figure("disputed", order.length);
        if (order.length == 0) {
            return;
        }
        Map<String, Integer> byKey = new HashMap<>();
        for (int i = 0; i < data.size(); i++) {
            byKey.putIfAbsent(data.keys().get(i), i);
        }
        List<Card> cards = new ArrayList<>();
        for (int row : IntStream.of(order).limit(Cards.MOST).toArray()) {
            String key = annotations.items().get(row);
            String caption = key + ": " + said(annotations, row);
            cards.add(
                    byKey.containsKey(key)
                            ? Cards.of(data, byKey.get(key), caption)
                            : new Card(null, "not in these data", caption));
        }
        section.add(new Block.Cards("Items on which annotators disagree most", cards));
        List<String> keys =
                IntStream.of(order).mapToObj(annotations.items()::get).toList();
        section.add(new Finding(
                "disputed",
                Severity.NOTE,
                "Annotators disagree on " + Plural.of(order.length, "item", "items") + ", such as "
                        + Shown.of(keys.subList(0, Math.min(3, keys.size()))) + ".",
                keys,
                Map.of("items", order.length),
                "Let a further person decide, or train on the shares of the votes."));
    }

    private static String said(Annotations annotations, int row) {
        return Arrays.stream(annotations.labels()[row])
                .mapToObj(annotations.classNames()::get)
                .collect(Collectors.joining(", "));
    }
}
