package io.winnow.trainer.runpage;

import io.winnow.datasets.label.ClassSets;
import io.winnow.datasets.label.LabelText;
import io.winnow.trainer.evaluate.CalibrationError;
import io.winnow.trainer.evaluate.LabelScores;
import io.winnow.trainer.evaluate.LabelSetReport;
import io.winnow.trainer.page.Block;
import io.winnow.trainer.page.Card;
import io.winnow.trainer.target.sets.SetTarget;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Predictions of any number of classes: figures and thresholds of each class, calibration and the most confident mistakes. */
record SetView(TestOutputs outputs) implements TestView {
    /** Of each kind of mistake, so many are shown. */
    private static final int OF_EACH = MISTAKES / 2;

    /** A known pair of an example and a class whose probability is far from what is known, by {@code error} in [0, 1]. */
    private record Mistake(int example, int number, double probability, double error) {}

    @Override
    public List<Block> blocks() throws IOException {
        SetTarget target = (SetTarget) outputs.target();
        ClassSets labels = (ClassSets) outputs.labels();
        LabelScores scores = LabelScores.of(outputs.predictions(), labels);
        CalibrationError calibration = new CalibrationError();
        List<Mistake> added = new ArrayList<>();
        List<Mistake> missed = new ArrayList<>();
        int classes = scores.classes();
        for (int place = 0; place < scores.states().length; place++) {
            double probability = scores.scores()[place];
            byte state = scores.states()[place];
            if (state == LabelScores.UNKNOWN) {
                continue;
            }
            boolean positive = state == LabelScores.POSITIVE;
            calibration.add(probability, positive);
            double error = positive ? 1 - probability : probability;
            if (error > 0.5) {
                (positive ? missed : added).add(new Mistake(place / classes, place % classes, probability, error));
            }
        }
        List<Block> blocks = new ArrayList<>();
        blocks.add(perClass(LabelSetReport.of(
                        scores,
                        target.counts().stream().mapToInt(Integer::intValue).toArray(),
                        target.examples(),
                        target.names(),
                        Optional.ofNullable(target.thresholds()))
                .perClass()));
        blocks.add(new Block.Reliability(
                "Calibration over all known pairs of an example and a class: expected calibration error (ECE) "
                        + Figures.digits(calibration.value()) + " in 15 bins of equal width",
                Figures.bins(calibration.bins())));
        blocks.add(cards("known not to have the class, but given a high probability", added, target));
        blocks.add(cards("known to have the class, but given a low probability", missed, target));
        return blocks;
    }

    /** Returns the table of the figures of each class. */
    static Block perClass(List<LabelSetReport.PerClass> classes) {
        return new Block.Table(
                "Each class: given training labels, known positives and negatives in the test data, average precision"
                        + " (AP), and precision, recall and F1 at the threshold of the class",
                List.of("class", "trained", "positive", "negative", "AP", "threshold", "precision", "recall", "F1"),
                classes.stream()
                        .map(each -> List.of(
                                each.name(),
                                Figures.count(each.trainCount()),
                                Figures.count(each.positives()),
                                Figures.count(each.negatives()),
                                Figures.digits(each.averagePrecision()),
                                Figures.digits(each.threshold()),
                                Figures.digits(each.precision()),
                                Figures.digits(each.recall()),
                                Figures.digits(each.f1())))
                        .toList());
    }

    private Block cards(String what, List<Mistake> mistakes, SetTarget target) throws IOException {
        List<Card> cards = new ArrayList<>();
        for (Mistake mistake : mistakes.stream()
                .sorted(Comparator.comparingDouble(each -> -each.error()))
                .limit(OF_EACH)
                .toList()) {
            cards.add(ExampleCards.of(
                    outputs.preview(mistake.example()),
                    outputs.key(mistake.example()) + ": " + target.names().get(mistake.number()) + " with "
                            + Figures.percent(mistake.probability()) + ", labelled "
                            + LabelText.of(outputs.labels(), mistake.example())));
        }
        return new Block.Cards(
                cards.size() + " of " + Figures.count(mistakes.size()) + " pairs with an error above 0.5: test "
                        + outputs.data().unit() + " " + what,
                cards);
    }
}
