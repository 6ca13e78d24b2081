package io.winnow.trainer.runpage;

import io.winnow.datasets.label.NumberLabels;
import io.winnow.datasets.random.EvenSpacing;
import io.winnow.trainer.page.Block;
import io.winnow.trainer.page.Card;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Predictions of numbers: predicted against true values, and the largest errors. */
record NumberView(TestOutputs outputs) implements TestView {
    private static final int POINTS = 1000;
    private static final int NUMBERS = 6;
    private static final int LARGEST_ERRORS = 12;

    @Override
    public List<Block> blocks() throws IOException {
        List<Block> blocks = new ArrayList<>();
        List<String> names = outputs.target().names();
        for (int number = 0; number < Math.min(NUMBERS, names.size()); number++) {
            int own = number;
            NumberLabels labels = (NumberLabels) outputs.labels();
            int[] known = IntStream.range(0, labels.size())
                    .filter(example -> labels.known(example, own))
                    .toArray();
            blocks.add(scatter(names.get(number), number, known));
            blocks.add(errors(names.get(number), number, known));
        }
        if (names.size() > NUMBERS) {
            blocks.add(new Block.Text("The other " + (names.size() - NUMBERS) + " numbers are left out here."));
        }
        return blocks;
    }

    private double predicted(int example, int number) {
        return outputs.prediction(example)[number];
    }

    private double truth(int example, int number) {
        return ((NumberLabels) outputs.labels()).values()[example][number];
    }

    private Block scatter(String name, int number, int[] known) {
        int[] shown = IntStream.of(EvenSpacing.of(known.length, POINTS))
                .map(i -> known[i])
                .toArray();
        return new Block.Points(
                name + ": predicted against true values of "
                        + (shown.length == known.length ? "" : Figures.count(shown.length) + " of ")
                        + Figures.count(known.length) + " test "
                        + outputs.data().unit(),
                "true",
                "predicted",
                IntStream.of(shown)
                        .mapToObj(example -> new double[] {
                            Figures.rounded(truth(example, number)), Figures.rounded(predicted(example, number))
                        })
                        .toArray(double[][]::new),
                IntStream.of(shown)
                        .mapToObj(example -> new Card(null, null, said(example, number)))
                        .toList(),
                List.of(),
                true);
    }

    private Block errors(String name, int number, int[] known) throws IOException {
        List<Card> cards = new ArrayList<>();
        for (int example : IntStream.of(known)
                .boxed()
                .sorted(Comparator.comparingDouble(each -> -Math.abs(predicted(each, number) - truth(each, number))))
                .limit(LARGEST_ERRORS)
                .toList()) {
            cards.add(ExampleCards.of(outputs.preview(example), said(example, number)));
        }
        return new Block.Cards(name + ": the " + cards.size() + " largest errors", cards);
    }

    private String said(int example, int number) {
        return String.format(
                Locale.ROOT,
                "%s: true %.4g, predicted %.4g",
                outputs.key(example),
                truth(example, number),
                predicted(example, number));
    }
}
