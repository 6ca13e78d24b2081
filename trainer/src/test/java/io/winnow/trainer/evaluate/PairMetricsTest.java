package io.winnow.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Compares metrics of pairs and rankings with the reference values in pair-metrics.json. */
class PairMetricsTest {
    private static final double EXACT = 1e-12;

    private static List<JsonNode> cases(String prefix) throws IOException {
        JsonNode all = new ObjectMapper()
                .readTree(PairMetricsTest.class.getResourceAsStream("pair-metrics.json"))
                .get("cases");
        List<JsonNode> found = StreamSupport.stream(all.spliterator(), false)
                .filter(one -> one.get("name").asText().startsWith(prefix))
                .toList();
        assertThat(found).isNotEmpty();
        return found;
    }

    private static double[] numbers(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .mapToDouble(JsonNode::asDouble)
                .toArray();
    }

    private static boolean[] similar(JsonNode y) {
        boolean[] similar = new boolean[y.size()];
        for (int i = 0; i < similar.length; i++) {
            similar[i] = y.get(i).asInt() == 0;
        }
        return similar;
    }

    private static void check(PairClassification found, JsonNode expected) {
        JsonNode confusion = expected.get("confusion_true_by_predicted");
        assertThat(List.of(
                        found.similarAsSimilar(),
                        found.similarAsDissimilar(),
                        found.dissimilarAsSimilar(),
                        found.dissimilarAsDissimilar()))
                .containsExactly(
                        confusion.get(0).get(0).asInt(),
                        confusion.get(0).get(1).asInt(),
                        confusion.get(1).get(0).asInt(),
                        confusion.get(1).get(1).asInt());
        for (String name : List.of("accuracy", "macro_precision", "macro_recall", "macro_f1", "f1_similar")) {
            assertThat(found.metrics().get(name))
                    .as(name)
                    .isCloseTo(expected.get(name).asDouble(), within(EXACT));
        }
    }

    @Test
    void pairsAreClassifiedByAThreshold() throws IOException {
        for (JsonNode one : cases("classification")) {
            JsonNode in = one.get("inputs");
            check(
                    PairClassification.of(
                            numbers(in.get("D")),
                            similar(in.get("y")),
                            in.get("threshold").asDouble()),
                    one.get("outputs"));
        }
    }

    @Test
    void theThresholdHasTheHighestMacroF1() throws IOException {
        for (JsonNode one : cases("best threshold")) {
            double[] distances = numbers(one.get("inputs").get("D"));
            boolean[] similar = similar(one.get("inputs").get("y"));
            DistanceThreshold best = DistanceThreshold.best(distances, similar);
            JsonNode expected = one.get("outputs");
            assertThat(best.value()).isCloseTo(expected.get("best_threshold").asDouble(), within(EXACT));
            assertThat(best.macroF1()).isCloseTo(expected.get("best_macro_f1").asDouble(), within(EXACT));
            double[] candidates = numbers(expected.get("candidates"));
            double[] figures = numbers(expected.get("macro_f1_of_each_candidate"));
            for (int i = 0; i < candidates.length; i++) {
                assertThat(PairClassification.of(distances, similar, candidates[i])
                                .macroF1())
                        .isCloseTo(figures[i], within(EXACT));
            }
        }
    }

    @Test
    void aThresholdChosenOnSomePairsAppliesToOthers() throws IOException {
        JsonNode train = cases("best threshold: forty").get(0).get("inputs");
        JsonNode other = cases("threshold found").get(0);
        double threshold = DistanceThreshold.best(numbers(train.get("D")), similar(train.get("y")))
                .value();
        JsonNode in = other.get("inputs");
        check(PairClassification.of(numbers(in.get("D")), similar(in.get("y")), threshold), other.get("outputs"));
    }

    @Test
    void aThresholdNeedsPairs() {
        assertThatThrownBy(() -> DistanceThreshold.best(new double[0], new boolean[0]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void rankings() throws IOException {
        JsonNode one = cases("ranking").get(0);
        List<RankingReport.Query> queries = new ArrayList<>();
        for (JsonNode query : one.get("inputs").get("queries")) {
            double[] scores = numbers(query.get("score"));
            boolean[] relevant = new boolean[scores.length];
            double[] gains = new double[scores.length];
            for (int i = 0; i < scores.length; i++) {
                relevant[i] = scores[i] <= 4;
                gains[i] = 6 - scores[i];
            }
            queries.add(new RankingReport.Query(numbers(query.get("D")), relevant, gains));
        }
        JsonNode each = one.get("outputs").get("per_query");
        for (int i = 0; i < queries.size(); i++) {
            if (!each.get(i).get("skipped").asBoolean()) {
                assertThat(queries.get(i).averagePrecision())
                        .isCloseTo(each.get(i).get("average_precision").asDouble(), within(EXACT));
                assertThat(queries.get(i).ndcg())
                        .isCloseTo(each.get(i).get("ndcg_at_10").asDouble(), within(EXACT));
                assertThat(queries.get(i).reciprocalRank())
                        .isCloseTo(each.get(i).get("reciprocal_rank").asDouble(), within(EXACT));
            }
        }
        RankingReport report = RankingReport.of(queries);
        JsonNode mean = one.get("outputs").get("mean");
        assertThat(report.meanAveragePrecision()).isCloseTo(mean.get("map").asDouble(), within(EXACT));
        assertThat(report.ndcg()).isCloseTo(mean.get("ndcg_at_10").asDouble(), within(EXACT));
        assertThat(report.meanReciprocalRank()).isCloseTo(mean.get("mrr").asDouble(), within(EXACT));
        assertThat(report.queries()).isEqualTo(mean.get("queries_used").asInt());
        assertThat(report.skipped()).isEqualTo(mean.get("queries_skipped").asInt());
    }

    @Test
    void rocAucCountsOrderedPairs() {
        double[] scores = {0.1, 0.4, 0.4, 0.8, 0.4};
        boolean[] positive = {false, true, false, true, true};
        // Of the 6 pairs, 0.8 wins both of its pairs. Each positive 0.4 wins against 0.1 and ties with the negative
        // 0.4.
        assertThat(RocAuc.of(scores, positive)).isCloseTo((2 + 1.5 + 1.5) / 6, within(EXACT));
        assertThat(RocAuc.of(new double[] {1, 2}, new boolean[] {true, true})).isNaN();
    }

    @Test
    void tfIdfOfASmallCorpus() {
        List<List<String>> documents =
                List.of(List.of("age", "dose", "dose"), List.of("age", "sex"), List.of("age", "dose"));
        TfIdf raw = new TfIdf(TfIdf.Weighting.RAW, documents);
        double dose = Math.log(4 / 3.0) + 1;
        double sex = Math.log(4 / 2.0) + 1;
        double one = Math.hypot(1, 2 * dose);
        assertThat(TfIdf.distance(raw.vector(documents.get(0)), raw.vector(documents.get(1))))
                .isCloseTo(1 - 1 / one / Math.hypot(1, sex), within(1e-11));
        TfIdf logarithmic = new TfIdf(TfIdf.Weighting.LOGARITHMIC, documents);
        assertThat(logarithmic.vector(List.of("age"))).containsEntry("age", 0.0);
        assertThat(logarithmic.vector(List.of("dose", "dose", "new")).get("dose"))
                .isCloseTo(
                        (1 + Math.log(2))
                                * Math.log(4 / 3.0)
                                / Math.hypot((1 + Math.log(2)) * Math.log(4 / 3.0), Math.log(4)),
                        within(EXACT));
        assertThat(TfIdf.distance(logarithmic.vector(List.of()), logarithmic.vector(List.of("dose"))))
                .isEqualTo(1);
    }
}
