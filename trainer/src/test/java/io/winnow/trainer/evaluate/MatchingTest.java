package io.winnow.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.datasets.label.TrueLabels;
import io.winnow.datasets.random.CounterRandom;
import java.io.IOException;
import java.io.InputStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MatchingTest {
    /** All permutations of up to five rows are tried. */
    @Test
    void noOtherPairingGainsMore() {
        CounterRandom random = CounterRandom.of(3);
        for (int n = 1; n <= 5; n++) {
            for (int repeat = 0; repeat < 20; repeat++) {
                double[][] gains = new double[n][n];
                for (double[] row : gains) {
                    for (int j = 0; j < n; j++) {
                        row[j] = random.nextInt(6);
                    }
                }
                int[] columns = Matching.largest(gains);
                assertThat(columns).doesNotHaveDuplicates().hasSize(n);
                double sum = IntStream.range(0, n)
                        .mapToDouble(i -> gains[i][columns[i]])
                        .sum();
                assertThat(sum).isEqualTo(largest(gains, 0, new boolean[n]));
            }
        }
    }

    private static double largest(double[][] gains, int row, boolean[] taken) {
        if (row == gains.length) {
            return 0;
        }
        double best = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < gains.length; j++) {
            if (!taken[j]) {
                taken[j] = true;
                best = Math.max(best, gains[row][j] + largest(gains, row + 1, taken));
                taken[j] = false;
            }
        }
        return best;
    }

    /** Numbers of an independent implementation, with an output that no class needs (specs/active-gcd.md). */
    @Test
    void sharesAreThoseOfTheReference() throws IOException {
        JsonNode found = null;
        try (InputStream in = getClass().getResourceAsStream("/io/winnow/trainer/recipe/discover/gcd.json")) {
            for (JsonNode each : new ObjectMapper().readTree(in).get("cases")) {
                found = each.get("name").asText().equals("accuracy by matching") ? each : found;
            }
        }
        assertThat(found).isNotNull();
        DiscoveryReport report = DiscoveryReport.of(
                integers(found.get("inputs").get("predicted")),
                new TrueLabels(integers(found.get("inputs").get("true"))),
                found.get("inputs").get("old_classes").size());
        assertThat(report.all()).isCloseTo(found.get("outputs").get("all").asDouble(), within(1e-12));
        assertThat(report.old()).isCloseTo(found.get("outputs").get("old").asDouble(), within(1e-12));
        assertThat(report.added()).isCloseTo(found.get("outputs").get("new").asDouble(), within(1e-12));
    }

    private static int[] integers(JsonNode array) {
        int[] values = new int[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).asInt();
        }
        return values;
    }
}
