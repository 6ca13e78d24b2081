package io.winnow.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against an independent reference (test-set-errors.md, section 7), and by hand. */
class LabelErrorReportTest {
    private static JsonNode read(String name) throws IOException {
        return new ObjectMapper()
                .readTree(LabelErrorReportTest.class.getResourceAsStream("test-set-errors/" + name + ".json"));
    }

    private static int[] ints(JsonNode row) {
        return IntStream.range(0, row.size()).map(i -> row.get(i).asInt()).toArray();
    }

    private static CorrectedTest test(JsonNode json) {
        boolean[] kept = new boolean[json.get("kept").size()];
        IntStream.range(0, kept.length)
                .forEach(i -> kept[i] = json.get("kept").get(i).asBoolean());
        return new CorrectedTest(ints(json.get("given")), ints(json.get("corrected")), kept);
    }

    private static void same(Double actual, JsonNode expected) {
        if (expected.isNull()) {
            assertThat(actual).isNull();
        } else {
            assertThat(actual).isCloseTo(expected.asDouble(), within(1e-12));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"four-models", "two-models", "no-error"})
    void equalsTheReference(String name) throws IOException {
        JsonNode json = read(name);
        CorrectedTest test = test(json);
        JsonNode rows = json.get("predicted (models x items)");
        Map<String, int[]> predictions = new LinkedHashMap<>();
        for (int m = 0; m < rows.size(); m++) {
            predictions.put(Integer.toString(m), ints(rows.get(m)));
        }
        LabelErrorReport report = LabelErrorReport.of(test, predictions);
        same(report.prevalence(), json.get("prevalence"));
        List<CorrectedAccuracy> models = List.copyOf(report.accuracies().values());
        JsonNode lines = json.get("corrected accuracy at prevalence");
        for (int m = 0; m < models.size(); m++) {
            same(models.get(m).unchanged(), json.get("accuracy on unchanged").get(m));
            same(
                    models.get(m).changed(),
                    json.get("on changed, by corrected label").get(m));
            same(
                    models.get(m).changedGiven(),
                    json.get("on changed, by given label").get(m));
            for (JsonNode line : lines) {
                same(models.get(m).at(line.get(0).asDouble()), line.get(1).get(m));
            }
            for (int other = 0; other < models.size(); other++) {
                same(
                        models.get(m).overtakenAt(models.get(other)),
                        json.get("crossing (row better on unchanged, column overtakes)")
                                .get(m)
                                .get(other));
            }
        }
        for (LabelErrorReport.Pair pair : report.changes()) {
            CorrectedAccuracy better = report.accuracies().get(pair.better());
            Double crossing = better.overtakenAt(report.accuracies().get(pair.other()));
            assertThat(pair.change().crossing() == null).isEqualTo(crossing == null);
            if (crossing != null) {
                assertThat(pair.change().crossing()).isCloseTo(crossing, within(1e-12));
            }
        }
        if (name.equals("two-models")) {
            // Both have 21 of 29 right by corrected labels. The reference compares rounded sums, which differ in the
            // last digit.
            assertThat(report.tau()).isNull();
        } else {
            same(report.tau(), json.get("kendall of given and corrected accuracy"));
        }
    }

    @Test
    void verdictsAndSharesEqualTheReference() throws IOException {
        JsonNode json = read("verdicts");
        for (JsonNode each : json.get("cases (given, suggested, both, neither)")) {
            int[] votes = ints(each.get("votes"));
            assertThat(new ReviewVotes(votes[0], votes[1], votes[2], votes[3])
                            .verdict(json.get("quorum").asInt()))
                    .hasToString(each.get("verdict").asText());
        }
        for (JsonNode each : json.get("error rates (items, flagged, checked, wrong)")) {
            int[] counts = ints(each.get("counts"));
            LabelErrorShare share = LabelErrorShare.of(counts[0], counts[1], counts[2], counts[3]);
            JsonNode expected = each.get("estimate, lower, upper");
            assertThat(share.estimate()).isCloseTo(expected.get(0).asDouble(), within(1e-12));
            assertThat(share.low()).isCloseTo(expected.get(1).asDouble(), within(1e-12));
            assertThat(share.high()).isCloseTo(expected.get(2).asDouble(), within(1e-12));
        }
    }

    /** 90 unchanged labels of which the models have 81 and 72, and 10 changed ones of which they have 2 and 6. */
    @Test
    void twoModelsByHand() {
        int[] given = new int[100];
        int[] corrected = new int[100];
        boolean[] kept = new boolean[100];
        int[] first = new int[100];
        int[] second = new int[100];
        for (int i = 0; i < 100; i++) {
            corrected[i] = i < 90 ? 0 : 1;
            kept[i] = true;
            first[i] = i < 81 || (i >= 90 && i < 92) ? corrected[i] : 2;
            second[i] = i < 72 || (i >= 92 && i < 98) ? corrected[i] : 2;
        }
        LabelErrorReport report =
                LabelErrorReport.of(new CorrectedTest(given, corrected, kept), Map.of("a", first, "b", second));
        RankingChange change = report.changes().get(0).change();
        assertThat(report.changes().get(0).better()).isEqualTo("a");
        assertThat(report.prevalence()).isEqualTo(0.1);
        assertThat(change.crossing()).isCloseTo(0.2, within(1e-12));
        assertThat(report.accuracies().get("a").at(0.2)).isCloseTo(0.76, within(1e-12));
        assertThat(report.accuracies().get("b").at(0.2)).isCloseTo(0.76, within(1e-12));
        assertThat(change.low()).isLessThan(0.2);
        assertThat(change.high()).isGreaterThan(0.2);
        assertThat(change.crossed()).isBetween(0.7, 1.0);
        // 2 to 6: twice the probability of at most 2 heads in 8 throws, 37 / 256
        assertThat(change.betterAlone()).isEqualTo(2);
        assertThat(change.otherAlone()).isEqualTo(6);
        assertThat(change.mcnemar()).isCloseTo(74.0 / 256, within(1e-12));
        assertThat(RankingChange.mcnemar(0, 0)).isEqualTo(1);
        assertThat(RankingChange.mcnemar(400, 600)).isBetween(1e-11, 1e-9);
    }

    @Test
    void correctionsThatChangeNothing() {
        int[] given = {0, 1, 2, 1};
        CorrectedTest same = new CorrectedTest(given, given.clone(), new boolean[] {true, true, true, true});
        CorrectedAccuracy accuracy = CorrectedAccuracy.of(same, new int[] {0, 1, 1, 1});
        assertThat(accuracy.given()).isEqualTo(0.75);
        assertThat(accuracy.corrected()).isEqualTo(0.75);
        assertThat(accuracy.unchanged()).isEqualTo(0.75);
        assertThat(accuracy.changed()).isNull();
        CorrectedTest none = new CorrectedTest(given, given.clone(), new boolean[4]);
        LabelErrorReport report = LabelErrorReport.of(none, Map.of("a", given, "b", given));
        assertThat(report.prevalence()).isNull();
        assertThat(report.tau()).isNull();
        assertThat(report.dropped()).isEqualTo(4);
        assertThat(report.changes()).isEmpty();
    }
}
