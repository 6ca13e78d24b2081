package io.winnow.trainer.runpage;

import io.winnow.datasets.label.OrdinalLabels;
import io.winnow.trainer.page.Block;
import io.winnow.trainer.page.Card;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Predictions of a level of an ordered scale: confusion, figures of each level, and the mistakes that are farthest from the label. */
record LevelView(TestOutputs outputs) implements TestView {
    private record Mistake(int example, int label, int predicted, double probability) {
        int distance() {
            return Math.abs(label - predicted);
        }
    }

    @Override
    public List<Block> blocks() throws IOException {
        List<String> names = outputs.target().names();
        int[] levels = ((OrdinalLabels) outputs.labels()).levels();
        int[][] confusion = new int[names.size()][names.size()];
        List<Mistake> mistakes = new ArrayList<>();
        for (int example : outputs.known()) {
            float[] prediction = outputs.prediction(example);
            int predicted = names.indexOf(outputs.target().labels(prediction).get(0));
            confusion[levels[example]][predicted]++;
            if (predicted != levels[example]) {
                mistakes.add(new Mistake(example, levels[example], predicted, prediction[predicted]));
            }
        }
        List<Block> blocks = new ArrayList<>(ClassTables.of(confusion, names, outputs.trainCounts()));
        List<Card> cards = new ArrayList<>();
        for (Mistake mistake : mistakes.stream()
                .sorted(Comparator.comparingInt((Mistake each) -> -each.distance())
                        .thenComparingDouble(each -> -each.probability()))
                .limit(MISTAKES)
                .toList()) {
            cards.add(ExampleCards.of(
                    outputs.preview(mistake.example()),
                    outputs.key(mistake.example()) + ": labelled " + names.get(mistake.label()) + ", predicted "
                            + names.get(mistake.predicted())));
        }
        blocks.add(new Block.Cards(
                mistakes.isEmpty()
                        ? "All " + Figures.count(outputs.known().length) + " test "
                                + outputs.data().unit() + " are predicted right"
                        : "The " + cards.size() + " of " + Figures.count(mistakes.size())
                                + " mistakes that are most levels away from the label",
                cards));
        return blocks;
    }
}
