package io.winnow.trainer.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.label.ClassSets;
import io.winnow.trainer.config.ConfigReader;
import io.winnow.trainer.evaluate.LinearProbe;
import io.winnow.trainer.run.UserException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Audits of very many pairs of an example and a class. */
class LargeAuditTest {
    private final List<String> said = new ArrayList<>();
    private long clock;

    private void steps(FitProgress progress, int count, double seconds) {
        for (int i = 0; i < count; i++) {
            clock += (long) (seconds * 1e9);
            progress.step();
        }
    }

    @Test
    void slowFitsAreEstimatedAfterThreeStepsAndThenReported() {
        FitProgress progress = new FitProgress(15, "a shorter file", () -> clock, said::add);
        progress.fit();
        steps(progress, 1, 5); // the first step takes longer
        steps(progress, 2, 2);
        assertThat(said).isEmpty();
        steps(progress, 1, 2);
        // 15 fits of 20 to 200 steps of 2 s: 600 s to 6,000 s.
        assertThat(said)
                .singleElement()
                .asString()
                .contains("about 10 min to 1.7 h: 15 fits")
                .contains("a step takes 2.00 s")
                .contains("Fewer examples (a shorter file) or classes");
        said.clear();
        steps(progress, 9, 2); // 29 s
        progress.fit();
        assertThat(said).isEmpty();
        steps(progress, 1, 2);
        // 13 steps a fit: 12 are left of this one, and 13 of each of 13 further ones, 181 of 31 / 14 s.
        assertThat(said).containsExactly("Linear classifiers: fit 2 of 15, step 1, after 31 s, about 7 min left.");
        steps(progress, 14, 2);
        assertThat(said).hasSize(1);
        steps(progress, 1, 2);
        assertThat(said)
                .hasSize(2)
                .last()
                .isEqualTo("Linear classifiers: fit 2 of 15, step 16, after 61 s, about 6 min left.");
    }

    /** What an audit does between two rounds of fits is not their time. */
    @Test
    void timeBetweenFitsDoesNotCount() {
        FitProgress progress = new FitProgress(4, "a shorter file", () -> clock, said::add);
        progress.fit();
        steps(progress, 10, 1);
        clock += 1_000_000_000_000L;
        progress.fit();
        steps(progress, 9, 1);
        assertThat(said).noneMatch(line -> line.startsWith("Linear classifiers: fit"));
        steps(progress, 11, 1);
        assertThat(said).last().isEqualTo("Linear classifiers: fit 2 of 4, step 20, after 30 s, about 20 s left.");
    }

    @Test
    void theTimeThatIsLeftFollowsFromWhatIsDone() {
        TimeLeft left = new TimeLeft("Nearest neighbours", 1000, () -> clock, said::add);
        clock += 29_000_000_000L;
        left.accept(100);
        assertThat(said).isEmpty();
        clock += 11_000_000_000L; // 20% in 40 s
        left.accept(100);
        assertThat(said).containsExactly("Nearest neighbours: 20% done after 40 s, about 3 min left.");
        clock += 20_000_000_000L;
        left.accept(100);
        clock += 30_000_000_000L;
        left.accept(700); // all is done
        assertThat(said).hasSize(1);
    }

    @Test
    void quickFitsAreSilent() {
        FitProgress progress = new FitProgress(15, "a shorter file", () -> clock, said::add);
        progress.fit();
        steps(progress, 200, 0.005);
        assertThat(said).isEmpty();
    }

    /** The number of fits that is announced is the one that is made. */
    @Test
    void fitsAreCountedInAdvance() {
        LinearProbe.Options options =
                new ConfigReader().parse(LinearProbe.Options.class, "test", "{max_iterations: 2}", List.of());
        int[] counted = new int[2];
        LinearProbe.Watcher watcher = new LinearProbe.Watcher() {
            @Override
            public void fit() {
                counted[0]++;
            }

            @Override
            public void step() {
                counted[1]++;
            }
        };
        boolean[] all = new boolean[30];
        Arrays.fill(all, true);
        int[][] sets = IntStream.range(0, 30).mapToObj(i -> new int[] {i % 2}).toArray(int[][]::new);
        try (NDManager manager = NDManager.newBaseManager()) {
            LinearClassifiers.ofSets(
                            manager.randomNormal(new Shape(30, 4)),
                            new ClassSets(sets, List.of("a", "b")),
                            Folds.random(30, 3, 1),
                            options,
                            1,
                            watcher)
                    .probabilities(all);
        }
        assertThat(counted[0]).isEqualTo(FitProgress.fits(3, options)).isEqualTo(7 + 4);
        assertThat(counted[1]).isGreaterThanOrEqualTo(counted[0]);
    }

    /** 1,500 examples with 30,000 classes in 384 numbers: 45 million pairs of 48 bytes, and 26 vectors of 11.55 million doubles. */
    @Test
    void anAuditThatCannotEndIsRefusedWithItsNumbers() {
        long needed = 45_000_000L * 48 + 26L * 11_550_000 * 8;
        assertThat(AuditMemory.needed(1500, 30_000, 384)).isEqualTo(needed);
        assertThatCode(() -> AuditMemory.require(1500, 30_000, 384, needed, "a shorter file"))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> AuditMemory.require(1500, 30_000, 384, 2L << 30, "a shorter file"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining(
                        "1,500 examples with 30,000 classes, in vectors of 384 numbers, takes at least 4,351 MiB")
                .hasMessageContaining("limited to 2,048 MiB. Audit fewer examples (a shorter file), or")
                .hasMessageContaining("WINNOW_JAVA_OPTS=-Xmx6g");
        long single = 45_000_000L * 24 + 26L * 11_550_000 * 8;
        assertThatCode(() -> AuditMemory.requireSingle(1500, 30_000, 384, single, "a shorter file"))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> AuditMemory.requireSingle(1500, 30_000, 384, single - 1, "a shorter file"))
                .isInstanceOf(UserException.class);
    }
}
