package io.winnow.trainer.runpage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.winnow.trainer.page.Block;
import io.winnow.trainer.run.RunStatus;
import io.winnow.trainer.sweep.RankedTrial;
import io.winnow.trainer.sweep.Strategy;
import io.winnow.trainer.sweep.SweepArguments;
import io.winnow.trainer.sweep.SweepRecord;
import io.winnow.trainer.target.TargetMetric;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SearchedValuesTest {
    private static RankedTrial trial(int number, int rung, double mean, String rate, String loss) {
        return new RankedTrial(
                number,
                Map.of("a.learning_rate", rate, "a.loss", loss),
                rung,
                mean,
                null,
                Map.of(1L, mean),
                List.of("trial-" + number));
    }

    private static List<Block> blocks(boolean higher, RankedTrial... ranking) {
        return new SearchedValues(new SweepRecord(
                        new SweepArguments(
                                "c.yaml",
                                List.of(),
                                List.of(),
                                List.of(),
                                Strategy.RANDOM,
                                null,
                                1,
                                List.of(1L),
                                null,
                                null,
                                null),
                        List.of(),
                        new TargetMetric("validation/f1", higher),
                        RunStatus.COMPLETED,
                        List.of(),
                        List.of(ranking),
                        null,
                        List.of()))
                .blocks();
    }

    /** A wide range of numbers is drawn on a logarithmic scale. Words are averaged: (0.9 + 0.5) / 2 and (0.8 + 0.7) / 2. */
    @Test
    void numbersArePointsAndWordsAreAveraged() {
        List<Block> blocks = blocks(
                true,
                trial(4, 0, 0.9, "0.1", "plain"),
                trial(2, 0, 0.8, "0.01", "elr"),
                trial(1, 0, 0.7, "0.001", "elr"),
                trial(3, 0, 0.5, "1", "plain"));
        Block.Points points = find(blocks, Block.Points.class);
        assertThat(points.title()).isEqualTo("learning_rate");
        assertThat(points.x()).isEqualTo("log10 of learning_rate");
        double[][] expected = {{-1, 0.9}, {-2, 0.8}, {-3, 0.7}, {0, 0.5}};
        for (int i = 0; i < expected.length; i++) {
            assertThat(points.points()[i]).containsExactly(expected[i], within(1e-9));
        }
        assertThat(points.cards().get(1).caption()).startsWith("trial 2, ").endsWith(": 0.8000");
        assertThat(points.colourings()).isEmpty();
        Block.Table table = find(blocks, Block.Table.class);
        assertThat(table.header()).containsExactly("loss", "trials", "mean validation/f1", "best validation/f1");
        assertThat(table.rows())
                .containsExactly(List.of("elr", "2", "0.7500", "0.8000"), List.of("plain", "2", "0.7000", "0.9000"));
    }

    /** Trials of different rungs were trained for different times. */
    @Test
    void rungsAreKeptApart() {
        List<Block> blocks = blocks(
                false,
                trial(4, 1, 0.2, "1", "plain"),
                trial(2, 0, 0.3, "2", "plain"),
                trial(1, 0, 0.5, "3", "plain"),
                trial(3, 0, 0.6, "4", "elr"));
        Block.Points points = find(blocks, Block.Points.class);
        assertThat(points.x()).isEqualTo("learning_rate");
        assertThat(points.colourings().get(0).names()).containsExactly("rung 1", "rung 2");
        assertThat(points.colourings().get(0).numbers()).containsExactly(1, 0, 0, 0);
        assertThat(find(blocks, Block.Table.class).rows())
                .containsExactly(
                        List.of("plain", "2", "1", "0.2000", "0.2000"),
                        List.of("plain", "1", "2", "0.4000", "0.3000"),
                        List.of("elr", "1", "1", "0.6000", "0.6000"));
    }

    private static <B extends Block> B find(List<Block> blocks, Class<B> kind) {
        return blocks.stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .findFirst()
                .orElseThrow();
    }
}
