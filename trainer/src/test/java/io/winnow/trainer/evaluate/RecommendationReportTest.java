package io.winnow.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

class RecommendationReportTest {
    /** Numbers of an independent implementation, with ties, a user who wants nothing and fewer candidates than k (specs/nbpo.md). */
    @Test
    void figuresAreThoseOfTheReference() throws IOException {
        JsonNode cases;
        try (InputStream in = getClass().getResourceAsStream("/io/winnow/trainer/recipe/recommend/03_metrics.json")) {
            cases = new ObjectMapper().readTree(in).get("cases");
        }
        for (JsonNode each : cases) {
            JsonNode in = each.get("inputs");
            int k = in.get("k").asInt();
            int[][] seen = rows(in.get("seen"));
            ItemScores scores = user -> numbers(in.get("scores").get(user));
            RecommendationReport report = RecommendationReport.of(scores, seen, rows(in.get("wanted")), new int[7], k);
            RecommendationReport.Cutoff found = report.cutoffs().get(0);
            JsonNode mean = each.get("outputs").get("mean");
            assertThat(found.recall()).isCloseTo(mean.get("recall").asDouble(), within(1e-12));
            assertThat(found.precision()).isCloseTo(mean.get("precision").asDouble(), within(1e-12));
            assertThat(found.f1()).isCloseTo(mean.get("f1").asDouble(), within(1e-12));
            assertThat(found.ndcg()).isCloseTo(mean.get("ndcg").asDouble(), within(1e-12));
            for (int user = 0; user < seen.length; user++) {
                JsonNode expected = each.get("outputs").get("users").get(user);
                if (!expected.isNull()) {
                    assertThat(ItemScores.best(scores.of(user), seen[user], k))
                            .containsExactly(integers(expected.get("order")));
                }
            }
        }
        assertThat(cases.size()).isGreaterThan(2);
    }

    /** The best two items of both users are 0 and 1 and 0 and 2: three of four items, chosen by 8, 4 and 2 users. */
    @Test
    void coverageAndPopularityAreThoseOfTheRecommendedItems() {
        double[][] scores = {{4, 3, 2, 1}, {4, 1, 3, 2}};
        RecommendationReport.Cutoff found = RecommendationReport.of(
                        user -> scores[user], new int[][] {{}, {}}, new int[][] {{3}, {2}}, new int[] {8, 4, 2, 9}, 2)
                .cutoffs()
                .get(0);
        assertThat(found.coverage()).isEqualTo(0.75);
        assertThat(found.popularity()).isEqualTo((8 + 4 + 8 + 2) / 4.0);
        assertThat(found.ndcg()).isCloseTo(Math.log(2) / Math.log(3) / 2, within(1e-12));
    }

    /** Of 11 items, the tenth is two: item 10, and of those with equally many users the first, item 3. */
    @Test
    void theMostPopularTenthIsRoundedUp() {
        double[][] scores = {new double[11], new double[11]};
        scores[0][10] = 3;
        scores[0][3] = 2;
        scores[0][5] = 1;
        scores[1][5] = 3;
        scores[1][7] = 2;
        scores[1][3] = 1;
        int[] popularity = {1, 1, 1, 4, 1, 4, 1, 1, 1, 1, 9};
        RecommendationReport report =
                RecommendationReport.of(user -> scores[user], new int[2][0], new int[][] {{0}, {0}}, popularity, 3);
        assertThat(report.cutoffs().get(0).popularTenth()).isEqualTo(3 / 6.0);
        assertThat(report.metrics()).containsEntry("popular_tenth_at_3", 3 / 6.0);
    }

    private static int[][] rows(JsonNode rows) {
        int[][] values = new int[rows.size()][];
        for (int i = 0; i < values.length; i++) {
            values[i] = integers(rows.get(i));
        }
        return values;
    }

    private static int[] integers(JsonNode array) {
        int[] values = new int[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).asInt();
        }
        return values;
    }

    private static double[] numbers(JsonNode array) {
        double[] values = new double[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).asDouble();
        }
        return values;
    }
}
