package io.winnow.datasets.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.winnow.datasets.random.CounterRandom;
import java.io.IOException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Wrong classes that depend on the numbers of an example (cifar-n.md, section 6). */
class PartDependentNoiseTest {
    private static final int CLASSES = 4;

    /** Numbers that depend on the example alone; each tenth example is a copy of the one before. */
    private static float[] numbers(int example) {
        CounterRandom random = CounterRandom.of(example % 10 == 9 ? example - 1 : example);
        float[] own = new float[20];
        for (int d = 0; d < own.length; d++) {
            own[d] = 100 + 30 * (float) random.nextGaussian();
        }
        return own;
    }

    private static int[] classes(int size) {
        return IntStream.range(0, size).map(i -> i / 10 % CLASSES).toArray();
    }

    @Test
    void theRateIsTheWantedOne() throws IOException {
        int[] truth = classes(20_000);
        for (double rate : new double[] {0.2, 0.4}) {
            int[] given = PartDependentNoise.corrupt(truth, CLASSES, PartDependentNoiseTest::numbers, rate, 1);
            long wrong = IntStream.range(0, truth.length)
                    .filter(i -> given[i] != truth[i])
                    .count();
            // 0.01 is three standard deviations of the share of 20,000 draws. Cutting the rates at 0 moves it little.
            assertThat((double) wrong / truth.length).isCloseTo(rate, within(0.013));
        }
    }

    @Test
    void aRateOf0ChangesNoLabel() throws IOException {
        int[] truth = classes(1_000);
        assertThat(PartDependentNoise.corrupt(truth, CLASSES, PartDependentNoiseTest::numbers, 0, 1))
                .isEqualTo(truth);
    }

    /** Copies are mistaken for the same class, where two wrong labels of a class would be equal in a third of the cases by chance. */
    @Test
    void alikeExamplesGetTheSameWrongClass() throws IOException {
        int[] truth = classes(20_000);
        int[] given = PartDependentNoise.corrupt(truth, CLASSES, PartDependentNoiseTest::numbers, 0.4, 1);
        int both = 0;
        int same = 0;
        for (int i = 9; i < truth.length; i += 10) {
            if (given[i] != truth[i] && given[i - 1] != truth[i]) {
                both++;
                same += given[i] == given[i - 1] ? 1 : 0;
            }
        }
        assertThat(both).isGreaterThan(200);
        assertThat((double) same / both).isGreaterThan(0.7);
    }

    @Test
    void unknownNumbersKeepTheClassAndTheSeedDecides() throws IOException {
        int[] truth = classes(200);
        int[] given = PartDependentNoise.corrupt(truth, CLASSES, i -> i % 2 == 0 ? null : numbers(i), 0.5, 1);
        assertThat(IntStream.range(0, 200).filter(i -> i % 2 == 0)).allMatch(i -> given[i] == truth[i]);
        assertThat(PartDependentNoise.corrupt(truth, CLASSES, i -> i % 2 == 0 ? null : numbers(i), 0.5, 1))
                .isEqualTo(given);
        assertThat(PartDependentNoise.corrupt(truth, CLASSES, i -> i % 2 == 0 ? null : numbers(i), 0.5, 2))
                .isNotEqualTo(given);
        assertThat(PartDependentNoise.corrupt(truth, CLASSES, i -> null, 0.5, 1))
                .isEqualTo(truth);
    }
}
