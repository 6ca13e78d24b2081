package io.winnow.trainer.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.trainer.evaluate.AveragePrecision;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class QueriesTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Compares with ../shared/reference/dataset-report. */
    @Test
    void choosesTheExamplesOfTheReference() throws IOException {
        try (InputStream in = QueriesTest.class.getResourceAsStream("greedy.json")) {
            JsonNode reference = JSON.readTree(in);
            JsonNode greedy = reference.get("greedy");
            boolean[] relevant = JSON.convertValue(greedy.get("relevant"), boolean[].class);
            float[][] cosines = Queries.cosines(vectors(greedy.get("candidates")), vectors(greedy.get("items")));
            List<Integer> chosen = Queries.greedy(
                    cosines,
                    relevant,
                    greedy.get("most").asInt(),
                    greedy.get("gain").asDouble());
            int[] expected = JSON.convertValue(greedy.get("chosen"), int[].class);
            assertThat(chosen)
                    .containsExactlyElementsOf(IntStream.of(expected).boxed().toList());
            for (int i = 1; i <= chosen.size(); i++) {
                assertThat(AveragePrecision.of(
                                Queries.scores(cosines, chosen.subList(0, i), relevant.length), relevant))
                        .isEqualTo(
                                greedy.get("average precision after each")
                                        .get(i - 1)
                                        .asDouble(),
                                within(1e-9));
            }
            JsonNode ties = reference.get("average precision");
            assertThat(AveragePrecision.of(
                            JSON.convertValue(ties.get("scores"), float[].class),
                            JSON.convertValue(ties.get("relevant"), boolean[].class)))
                    .isEqualTo(ties.get("value").asDouble(), within(1e-9));
        }
    }

    private static float[][] vectors(JsonNode rows) {
        return Arrays.stream(JSON.convertValue(rows, float[][].class))
                .map(Representation::unit)
                .toArray(float[][]::new);
    }

    /** A further query can only be added if the average precision rises, and no other query would have raised it more. */
    @Test
    void eachQueryIsTheBestOfAll() {
        Random random = new Random(6);
        for (int round = 0; round < 10; round++) {
            float[][] candidates = vectors(random, 12);
            float[][] items = vectors(random, 50);
            boolean[] relevant = new boolean[50];
            IntStream.range(0, 50).forEach(i -> relevant[i] = i == 0 || random.nextInt(3) == 0);
            float[][] cosines = Queries.cosines(candidates, items);
            List<Integer> chosen = Queries.greedy(cosines, relevant, 6, 0.005);
            assertThat(chosen).isNotEmpty().doesNotHaveDuplicates();
            double before = 0;
            for (int step = 0; step < chosen.size(); step++) {
                List<Integer> earlier = chosen.subList(0, step);
                double best = 0;
                for (int c = 0; c < candidates.length; c++) {
                    best = Math.max(best, precision(cosines, earlier, c, relevant));
                }
                double now = precision(cosines, earlier, chosen.get(step), relevant);
                assertThat(now).isEqualTo(best).isGreaterThanOrEqualTo(before + 0.005);
                before = now;
            }
        }
    }

    private static double precision(float[][] cosines, List<Integer> earlier, int next, boolean[] relevant) {
        List<Integer> all = IntStream.concat(earlier.stream().mapToInt(i -> i), IntStream.of(next))
                .boxed()
                .toList();
        return AveragePrecision.of(Queries.scores(cosines, all, relevant.length), relevant);
    }

    private static float[][] vectors(Random random, int count) {
        float[][] vectors = new float[count][5];
        for (float[] vector : vectors) {
            for (int d = 0; d < vector.length; d++) {
                vector[d] = (float) random.nextGaussian();
            }
        }
        return Arrays.stream(vectors).map(Representation::unit).toArray(float[][]::new);
    }
}
