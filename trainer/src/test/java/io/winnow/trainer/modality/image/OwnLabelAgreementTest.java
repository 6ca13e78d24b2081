package io.winnow.trainer.modality.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.random.CounterRandom;
import io.winnow.datasets.random.Permutation;
import io.winnow.trainer.run.UserException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Labels of a file against those of the data set. */
class OwnLabelAgreementTest {
    private static final Path FILE = Path.of("labels.csv");

    private static String compared(int classes, int[] own, int[] given) {
        List<String> names =
                IntStream.range(0, classes).mapToObj(Integer::toString).toList();
        return OwnLabelAgreement.of(
                        new ClassLabels(own, names),
                        given,
                        IntStream.range(0, own.length).toArray())
                .require(FILE, "photos");
    }

    /** Of ten classes in turn, every label is moved to another example: 10% agree by chance. */
    @Test
    void labelsInAnotherOrderAreRefused() {
        int[] own = IntStream.range(0, 1000).map(i -> i % 10).toArray();
        int[] order = Permutation.of(1000, 7);
        int[] shuffled = IntStream.of(order).map(i -> own[i]).toArray();
        assertThatThrownBy(() -> compared(10, own, shuffled))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("of the 1000 labels in labels.csv are those that photos itself has")
                .hasMessageContaining("no more than by chance")
                .hasMessageContaining("data.labels.truth: none");
        // Swapped classes agree even less.
        int[] two = IntStream.range(0, 200).map(i -> i % 2).toArray();
        int[] swapped = IntStream.of(two).map(k -> 1 - k).toArray();
        assertThatThrownBy(() -> compared(2, two, swapped)).isInstanceOf(UserException.class);
    }

    /** Even with 60% of wrong labels, the rows belong to the images. */
    @Test
    void noisyLabelsAreNot() {
        int[] own = IntStream.range(0, 1000).map(i -> i % 10).toArray();
        CounterRandom random = CounterRandom.of(3);
        int[] noisy = IntStream.of(own)
                .map(k -> random.nextBoolean(0.6) ? (k + 1 + random.nextInt(9)) % 10 : k)
                .toArray();
        long right = IntStream.range(0, 1000).filter(i -> noisy[i] == own[i]).count();
        assertThat(compared(10, own, noisy)).startsWith(right / 10.0 + "% of the 1000 labels");
        int[] one = new int[200];
        assertThat(compared(2, one, one)).startsWith("100.0% of the 200");
        // A few labels prove nothing.
        int[] few = {0, 1, 0, 1};
        assertThat(compared(2, few, new int[] {1, 0, 1, 0})).startsWith("0.0% of the 4");
    }
}
