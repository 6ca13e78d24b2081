package io.winnow.datasets.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.datasets.inspect.Kappa.Weights;
import java.io.IOException;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KappaTest {
    @Test
    void equalsTheReference() throws IOException {
        JsonNode cases = new ObjectMapper()
                .readTree(KappaTest.class.getResourceAsStream("agreement.json"))
                .get("cases");
        assertThat(cases).hasSize(2);
        for (JsonNode each : cases) {
            int classes = each.get("classes").asInt();
            double[][] table = new double[classes][classes];
            for (int i = 0; i < each.get("first").size(); i++) {
                table[each.get("first").get(i).asInt()][
                        each.get("second").get(i).asInt()]++;
            }
            for (Weights weights : Weights.values()) {
                assertThat(Kappa.cohen(table, weights))
                        .isCloseTo(
                                each.get("cohen")
                                        .get(weights.name().toLowerCase(Locale.ROOT))
                                        .asDouble(),
                                within(1e-12));
            }
            assertThat(Kappa.fleiss(counts(each.get("counts"))))
                    .isCloseTo(each.get("fleiss").asDouble(), within(1e-12));
            assertThat(Kappa.fleiss(counts(each.get("counts with gaps")))).isNull();
        }
    }

    private static int[][] counts(JsonNode rows) {
        return IntStream.range(0, rows.size())
                .mapToObj(i -> IntStream.range(0, rows.get(i).size())
                        .map(k -> rows.get(i).get(k).asInt())
                        .toArray())
                .toArray(int[][]::new);
    }

    @Test
    void publishedExamples() {
        assertThat(Kappa.cohen(new double[][] {{20, 5}, {10, 15}}, Weights.NONE))
                .isCloseTo(0.4, within(1e-12));
        // 14 raters of 10 items in 5 classes (Fleiss 1971)
        int[][] fleiss = {
            {0, 0, 0, 0, 14}, {0, 2, 6, 4, 2}, {0, 0, 3, 5, 6}, {0, 3, 9, 2, 0}, {2, 2, 8, 1, 1},
            {7, 7, 0, 0, 0}, {3, 2, 6, 3, 0}, {2, 5, 3, 2, 2}, {6, 5, 2, 1, 0}, {0, 2, 2, 3, 7}
        };
        assertThat(Kappa.fleiss(fleiss)).isCloseTo(0.210, within(5e-4));
        assertThat(Kappa.fleiss(new int[][] {{2, 0}, {2, 0}})).isNull();
        assertThat(Kappa.fleiss(new int[0][])).isNull();
        assertThat(Kappa.cohen(new double[][] {{5, 0}, {0, 0}}, Weights.NONE)).isNull();
    }
}
