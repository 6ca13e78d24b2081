package io.winnow.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.datasets.numeric.Lbfgs;
import io.winnow.datasets.random.CounterRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tf-idf features and logistic regression, against reference values, finite differences and closed forms. */
class LogisticRegressionTest {
    private static final ReferenceCases TFIDF = ReferenceCases.load("tfidf.json");

    private static List<String> texts(JsonNode node) {
        List<String> texts = new ArrayList<>();
        node.forEach(each -> texts.add(each.asText()));
        return texts;
    }

    private static double[] dense(SparseRows x) {
        double[] dense = new double[x.size() * x.width()];
        for (int i = 0; i < x.size(); i++) {
            for (int entry = x.starts()[i]; entry < x.starts()[i + 1]; entry++) {
                dense[i * x.width() + x.columns()[entry]] = x.values()[entry];
            }
        }
        return dense;
    }

    private static SparseRows rows(double[]... rows) {
        return SparseRows.of(
                IntStream.range(0, rows.length)
                        .mapToObj(i -> new SparseRows.Row(
                                IntStream.range(0, rows[i].length).toArray(), rows[i]))
                        .toList(),
                rows[0].length);
    }

    private static SparseRows random(int count, int width) {
        double[][] rows = new double[count][width];
        for (int i = 0; i < count; i++) {
            for (int d = 0; d < width; d++) {
                rows[i][d] = CounterRandom.of(7, i, d).nextDouble(-1, 1);
            }
        }
        return rows(rows);
    }

    @ParameterizedTest
    @ValueSource(strings = {"words_up_to_1", "words_up_to_2"})
    void featuresOfTheReference(String name) {
        JsonNode in = TFIDF.find(name).get("inputs");
        JsonNode out = TFIDF.find(name).get("outputs");
        TfIdfFeatures features =
                TfIdfFeatures.fit(texts(in.get("train")), in.get("ngram").asInt() == 2, 1);
        assertThat(features.vocabulary()).isEqualTo(texts(out.get("vocabulary")));
        double[] idf = IntStream.range(0, features.vocabulary().size())
                .mapToDouble(features::idf)
                .toArray();
        assertThat(idf).containsExactly(ReferenceCases.numbers(out.get("idf")), within(1e-12));
        assertThat(dense(features.rows(texts(in.get("texts")))))
                .containsExactly(ReferenceCases.numbers(out.get("rows")), within(1e-12));
    }

    @Test
    void rareTermsAreLeftOutAndWordsOfAnyScriptAreKept() {
        TfIdfFeatures features = TfIdfFeatures.fit(List.of("Größe ÉTÉ", "größe ab_1", "Größe été x"), true, 2);
        assertThat(features.vocabulary()).containsExactly("größe", "größe été", "été");
        assertThat(features.idf(0)).isEqualTo(1); // occurs in every text
    }

    private static void checkGradient(Lbfgs.Function function, int size) {
        double[] weights = new double[size];
        for (int i = 0; i < size; i++) {
            weights[i] = CounterRandom.of(5, i).nextDouble(-1, 1);
        }
        double[] gradient = new double[size];
        double[] unused = new double[size];
        function.evaluate(weights, gradient);
        for (int i = 0; i < size; i++) {
            double[] up = weights.clone();
            double[] down = weights.clone();
            up[i] += 1e-6;
            down[i] -= 1e-6;
            double numeric = (function.evaluate(up, unused) - function.evaluate(down, unused)) / 2e-6;
            assertThat(gradient[i]).as("weight %d", i).isCloseTo(numeric, within(1e-8));
        }
    }

    @Test
    void gradientsEqualFiniteDifferences() {
        SparseRows x = random(12, 4);
        int[] labels = IntStream.range(0, 12).map(i -> i % 3).toArray();
        checkGradient(LogisticRegression.softmaxObjective(x, labels, 3, 0.3), 15);
        byte[] states = new byte[12];
        for (int i = 0; i < 12; i++) {
            states[i] = (byte) (i % 3 - 1);
        }
        checkGradient(LogisticRegression.binaryObjective(x, states, 0.3), 5);
    }

    private static double root(DoubleUnaryOperator rising) {
        double low = 0;
        double high = 100;
        for (int i = 0; i < 200; i++) {
            double middle = (low + high) / 2;
            if (rising.applyAsDouble(middle) < 0) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /**
     * Two rows at 1 and -1 of opposite classes: the bias is 0 and the weight w minimises {@code 2 C log(1 + exp(-w)) + w^2 / 2}. The two
     * weight rows of a softmax are opposite, so that the logits differ by 2 w, and {@code 2 C log(1 + exp(-2 w)) + w^2} is minimal.
     */
    @ParameterizedTest
    @ValueSource(doubles = {0.1, 10, 1000})
    void twoRowsHaveAClosedForm(double strength) {
        SparseRows x = rows(new double[] {1}, new double[] {-1});
        double binary = root(w -> w - 2 * strength / (1 + Math.exp(w)));
        float[] one = LogisticRegression.oneVersusRest(x, new byte[] {1, -1}, 1, strength)
                .logits(x);
        assertThat(one[0]).isCloseTo((float) binary, within(2e-2f * (float) binary));
        assertThat(one[1]).isCloseTo((float) -binary, within(2e-2f * (float) binary));
        double exclusive = root(w -> 2 * w - 4 * strength / (1 + Math.exp(2 * w)));
        float[] two =
                LogisticRegression.softmax(x, new int[] {1, 0}, 2, strength).logits(x);
        assertThat(two[1] - two[0]).isCloseTo((float) (2 * exclusive), within(2e-2f * 2 * (float) exclusive));
    }

    /** At the minimum, the mean predicted probability of each class is its share of the rows, because the biases are not penalised. */
    @Test
    void biasesMatchTheFrequenciesOfTheClasses() {
        SparseRows x = random(60, 3);
        int[] labels = IntStream.range(0, 60).map(i -> i % 6 == 0 ? 0 : i % 3).toArray();
        float[] probabilities = LogisticRegression.softmax(x, labels, 3, 5).probabilities(x);
        byte[] states = new byte[180];
        double[] mean = new double[3];
        double[] share = new double[3];
        for (int i = 0; i < 180; i++) {
            mean[i % 3] += probabilities[i] / 60;
            share[i % 3] += labels[i / 3] == i % 3 ? 1 / 60.0 : 0;
            states[i] = labels[i / 3] == i % 3 ? (byte) 1 : (byte) -1;
        }
        assertThat(mean).containsExactly(share, within(5e-3));
        double sum = probabilities[0] + probabilities[1] + probabilities[2];
        assertThat(sum).isCloseTo(1, within(1e-6));
        float[] each = LogisticRegression.oneVersusRest(x, states, 3, 5).probabilities(x);
        double[] own = new double[3];
        for (int i = 0; i < 180; i++) {
            own[i % 3] += each[i] / 60;
        }
        assertThat(own).containsExactly(share, within(5e-3));
    }

    /** The second class has no positive and two negatives, the third nothing known, and the fourth only one positive. */
    @Test
    void classesWithoutPositivesOrNegativesHaveAConstantLogit() {
        SparseRows x = rows(new double[] {1}, new double[] {-1});
        byte[] states = {1, -1, 0, 1, -1, -1, 0, 0};
        float[] logits = LogisticRegression.oneVersusRest(x, states, 4, 1).logits(x);
        assertThat(logits[0]).isGreaterThan(logits[4]);
        assertThat(logits[1]).isEqualTo(logits[5]).isCloseTo((float) Math.log(0.2), within(1e-6f));
        assertThat(logits[2]).isEqualTo(logits[6]).isZero();
        assertThat(logits[3]).isEqualTo(logits[7]).isCloseTo((float) Math.log(3), within(1e-6f));
    }

    /**
     * Columns 1 to 3 occur in the first row only, columns 4 and 6 in two rows, column 5 in the last, and column 0 nowhere. The merged matrix
     * has the same products of rows, and the minimum that is found with it is one of the whole objective, whose gradient is 0 there.
     */
    @Test
    void mergedColumnsLeaveTheMinimumWhereItIs() {
        SparseRows x = SparseRows.of(
                List.of(
                        new SparseRows.Row(new int[] {1, 2, 3, 4}, new double[] {0.2, -0.4, 0.7, 1}),
                        new SparseRows.Row(new int[] {4, 6}, new double[] {-1, 0.5}),
                        new SparseRows.Row(new int[0], new double[0]),
                        new SparseRows.Row(new int[] {5, 6}, new double[] {0.3, 2})),
                7);
        SparseRows merged = x.merged().rows();
        assertThat(merged.width()).isEqualTo(5);
        for (int i = 0; i < 4; i++) {
            double[] one = new double[7];
            double[] mergedOne = new double[5];
            x.addTo(one, i, 1);
            merged.addTo(mergedOne, i, 1);
            for (int j = 0; j < 4; j++) {
                assertThat(merged.dot(j, mergedOne)).isCloseTo(x.dot(j, one), within(1e-12));
            }
        }
        int[] labels = {0, 1, 2, 0};
        LogisticRegression exclusive = LogisticRegression.softmax(x, labels, 3, 2);
        assertThat(gradient(LogisticRegression.softmaxObjective(x, labels, 3, 2), exclusive.weights()))
                .containsExactly(new double[24], within(2e-3));
        byte[] states = {1, -1, -1, 1};
        LogisticRegression binary = LogisticRegression.oneVersusRest(x, states, 1, 2);
        assertThat(gradient(LogisticRegression.binaryObjective(x, states, 2), binary.weights()))
                .containsExactly(new double[8], within(2e-3));
        assertThat(binary.weights()[0]).isZero();
        assertThat(binary.weights()[2] / binary.weights()[1]).isCloseTo(-2, within(1e-9));
    }

    private static double[] gradient(Lbfgs.Function objective, double[] weights) {
        double[] gradient = new double[weights.length];
        objective.evaluate(weights, gradient);
        return gradient;
    }

    @Test
    void classifiesTexts() {
        List<String> train = List.of("my card is lost", "lost a card", "send money abroad", "money sent to a friend");
        TfIdfFeatures features = TfIdfFeatures.fit(train, true, 1);
        float[] probabilities = LogisticRegression.softmax(features.rows(train), new int[] {0, 0, 1, 1}, 2, 10)
                .probabilities(features.rows(List.of("where is the card", "sent some money", "zzz")));
        assertThat(probabilities[0]).isGreaterThan(0.6f);
        assertThat(probabilities[3]).isGreaterThan(0.6f);
        // A text without a known word is a row of zeros, whose probabilities come from the biases alone.
        assertThat(probabilities[4]).isCloseTo(0.5f, within(0.1f));
    }
}
