package io.winnow.trainer.runpage;

import io.winnow.datasets.label.ClassLabels;
import io.winnow.trainer.evaluate.CalibrationError;
import io.winnow.trainer.evaluate.ClassificationReport;
import io.winnow.trainer.evaluate.Ranks;
import io.winnow.trainer.page.Block;
import io.winnow.trainer.page.Card;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Predictions of exactly one class: confusion, figures of each class, calibration and the most confident mistakes. */
record ClassView(TestOutputs outputs) implements TestView {
    /** A prediction that is not the label, with its probability. */
    private record Mistake(int example, int label, int predicted, double probability) {}

    @Override
    public List<Block> blocks() throws IOException {
        int[] known = outputs.known();
        if (known.length == 0) {
            return List.of(new Block.Text("None of the test " + outputs.data().unit() + " has a label."));
        }
        int[] truth = IntStream.of(known).map(this::label).toArray();
        List<String> names = outputs.target().names();
        ClassificationReport report = ClassificationReport.of(
                outputs.predictions(known),
                truth,
                outputs.trainCounts().stream().mapToInt(Integer::intValue).toArray(),
                names);
        CalibrationError calibration = new CalibrationError();
        List<Mistake> mistakes = new ArrayList<>();
        for (int example : known) {
            float[] prediction = outputs.prediction(example);
            int predicted = Ranks.descending(prediction)[0];
            calibration.add(prediction[predicted], predicted == label(example));
            if (predicted != label(example)) {
                mistakes.add(new Mistake(example, label(example), predicted, prediction[predicted]));
            }
        }
        List<Block> blocks = new ArrayList<>();
        if (!(outputs.labels() instanceof ClassLabels)) {
            blocks.add(new Block.Text("The labels of the test " + outputs.data().unit()
                    + " are shares or votes. Here, the class with the largest share counts as the label."));
        }
        blocks.addAll(ClassTables.of(report));
        blocks.add(new Block.Reliability(
                "Calibration: expected calibration error (ECE) " + Figures.digits(calibration.value())
                        + " in 15 bins of equal width",
                Figures.bins(calibration.bins())));
        blocks.add(cards(mistakes, known.length, names));
        return blocks;
    }

    private int label(int example) {
        return ShortLabel.oneClass(outputs.labels(), example);
    }

    private Block cards(List<Mistake> mistakes, int all, List<String> names) throws IOException {
        List<Card> cards = new ArrayList<>();
        for (Mistake mistake : mistakes.stream()
                .sorted(Comparator.comparingDouble(each -> -each.probability()))
                .limit(MISTAKES)
                .toList()) {
            cards.add(ExampleCards.of(
                    outputs.preview(mistake.example()),
                    outputs.key(mistake.example()) + ": labelled " + names.get(mistake.label()) + ", predicted "
                            + names.get(mistake.predicted()) + " with " + Figures.percent(mistake.probability())));
        }
        return new Block.Cards(
                mistakes.isEmpty()
                        ? "All " + Figures.count(all) + " test "
                                + outputs.data().unit() + " are predicted right"
                        : "The " + cards.size() + " most confident of " + Figures.count(mistakes.size())
                                + " mistakes on " + Figures.count(all) + " test "
                                + outputs.data().unit() + "; some of them may be wrong labels",
                cards);
    }
}
