package io.winnow.trainer.select;

import static io.winnow.trainer.evaluate.ReferenceCases.integers;
import static io.winnow.trainer.evaluate.ReferenceCases.numbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.datasets.random.CounterRandom;
import io.winnow.trainer.evaluate.ReferenceCases;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The bandit of Learning to Sample, against an independent implementation (lts.json) and on clusters whose rare items are known. */
class LearningToSampleTest extends OnPool {
    private static final int DRAWS = 20_000;
    private static final ReferenceCases CASES = ReferenceCases.load("/io/winnow/trainer/select/lts.json");

    @Test
    void winsAndLossesDecayAfterEachRound() {
        JsonNode each = CASES.find("bandit updates");
        ClusterBandit bandit = ClusterBandit.of(4);
        for (int round = 0; round < 8; round++) {
            bandit = bandit.after(
                    each.at("/inputs/arms/" + round).asInt(),
                    each.at("/inputs/rewards/" + round).asDouble());
            assertThat(bandit.wins())
                    .containsExactly(numbers(each.at("/outputs/wins_after_each/" + round)), within(1e-12));
            assertThat(bandit.losses())
                    .containsExactly(numbers(each.at("/outputs/losses_after_each/" + round)), within(1e-12));
        }
    }

    @Test
    void drawsLieBelowTheQuantilesOfTheReferenceAsOftenAsTheyShould() {
        JsonNode each = CASES.find("arms by Thompson sampling");
        ClusterBandit bandit = new ClusterBandit(numbers(each.at("/inputs/wins")), numbers(each.at("/inputs/losses")));
        double[][] draws = IntStream.range(0, DRAWS)
                .mapToObj(i -> bandit.draws(CounterRandom.of(3, i)))
                .toArray(double[][]::new);
        for (int i = 0; i < 3; i++) {
            double[] theta = numbers(each.at("/outputs/theta/" + i));
            assertThat(ClusterBandit.arm(theta, cluster -> true))
                    .isEqualTo(each.at("/outputs/arm/" + i).asInt());
            for (int cluster = 0; cluster < 4; cluster++) {
                int own = cluster;
                double probability =
                        each.at("/inputs/uniforms/" + i + "/" + cluster).asDouble();
                double below = Arrays.stream(draws)
                                .filter(draw -> draw[own] < theta[own])
                                .count()
                        / (double) DRAWS;
                assertThat(below)
                        .isCloseTo(probability, within(4 * Math.sqrt(probability * (1 - probability) / DRAWS)));
            }
        }
    }

    @Test
    void aBatchIsHalfOfTheRareClassIfThereAreEnough() {
        for (String name :
                List.of("batch from the chosen cluster", "one predicted positive", "one predicted negative")) {
            JsonNode each = CASES.find(name);
            int[] predicted = integers(each.at("/inputs/predicted"));
            boolean[] seems = new boolean[predicted.length];
            IntStream.range(0, seems.length).forEach(i -> seems[i] = predicted[i] == 1);
            assertThat(LearningToSample.batch(
                            integers(each.at("/inputs/order")),
                            seems,
                            each.at("/inputs/n").asInt()))
                    .as(name)
                    .containsExactly(integers(each.at("/outputs/batch")));
        }
    }

    /** 20 groups of 30 points. Those that the model takes for the rare class are the even ones of all groups but the last. */
    private Pool pool(List<AskedRound> history, int... labelled) {
        float[] values = new float[600 * 20];
        float[] probabilities = new float[600 * 2];
        CounterRandom random = CounterRandom.of(8);
        for (int row = 0; row < 600; row++) {
            for (int d = 0; d < 20; d++) {
                values[20 * row + d] = (float) (random.nextDouble(-.1, .1) + (row / 30 == d ? 10 : 0));
            }
            float p = row % 2 == 0 && row < 570 ? .9f : .1f;
            probabilities[2 * row] = 1 - p;
            probabilities[2 * row + 1] = p;
        }
        boolean[] marks = new boolean[600];
        IntStream.of(labelled).forEach(row -> marks[row] = true);
        return new Pool(
                new Vectors(values, 600, 20),
                Optional.of(new Vectors(probabilities, 600, 2)),
                marks,
                2,
                false,
                OptionalInt.of(1),
                Optional.empty(),
                history,
                manager);
    }

    private static AskedRound round(int first, double share, OptionalDouble reward) {
        return new AskedRound(
                IntStream.range(first, first + 10)
                        .mapToObj(row -> new AskedRound.Asked(row, "lts", row - first < 10 * share))
                        .toList(),
                reward);
    }

    @Test
    void theClusterWithPositivesIsAskedAgain() {
        List<AskedRound> history = new ArrayList<>();
        for (int round = 0; round < 6; round++) {
            history.add(round(60, 0.5 + .05 * round, OptionalDouble.empty())); // rises, so each is a win
            history.add(round(90 + 30 * round, 0, OptionalDouble.empty())); // all losses
        }
        LearningToSample lts = new LearningToSample();
        int again = 0;
        for (int seed = 0; seed < 40; seed++) {
            List<Choice> chosen = lts.choose(pool(history), 12, seed);
            assertThat(rows(chosen)).hasSize(12).doesNotHaveDuplicates();
            assertThat(IntStream.of(rows(chosen))
                            .map(row -> row / 30)
                            .distinct()
                            .count())
                    .as("one cluster")
                    .isEqualTo(1);
            again += chosen.get(0).row() / 30 == 2 ? 1 : 0;
            if (chosen.get(0).row() < 570) {
                assertThat(IntStream.of(rows(chosen))
                                .filter(row -> row % 2 == 0)
                                .count())
                        .isEqualTo(6);
            }
        }
        // Beta(6.1, .5) against 13 clusters of Beta(.5, .5) and 6 with a loss each: .276 in 200,000 draws by numpy.
        assertThat(again / 40.0).isBetween(.13, .45);
        assertThat(lts.choose(pool(history), 12, 5)).isEqualTo(lts.choose(pool(history), 12, 5));
    }

    @Test
    void aMeasuredRewardReplacesTheShareOfPositives() {
        List<AskedRound> history = new ArrayList<>();
        for (int round = 0; round < 50; round++) {
            history.add(round(60, 1, OptionalDouble.of(-.01)));
        }
        for (int seed = 0; seed < 40; seed++) {
            assertThat(new LearningToSample()
                                    .choose(pool(history), 5, seed)
                                    .get(0)
                                    .row()
                            / 30)
                    .isNotEqualTo(2);
        }
    }

    @Test
    void anExhaustedClusterIsFilledUpFromOthers() {
        int[] labelled = IntStream.range(0, 600).filter(row -> row % 30 >= 5).toArray();
        List<Choice> chosen = new LearningToSample().choose(pool(List.of(), labelled), 23, 1);
        assertThat(rows(chosen)).hasSize(23).doesNotHaveDuplicates();
        assertThat(IntStream.of(rows(chosen))).allMatch(row -> row % 30 < 5);
        assertThat(new LearningToSample().choose(pool(List.of(), labelled), 500, 1))
                .as("all that are left")
                .hasSize(100);
    }
}
