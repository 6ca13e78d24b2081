package io.winnow.datasets.truth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DawidSkeneTest {
    private static void same(double[][] actual, JsonNode expected) {
        for (int i = 0; i < actual.length; i++) {
            for (int k = 0; k < actual[i].length; k++) {
                assertThat(actual[i][k]).isCloseTo(expected.get(i).get(k).asDouble(), within(1e-10));
            }
        }
    }

    /** The third case of the reference also smooths the prior, which this implementation does not do. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void stepsAndFixedPointEqualTheReference(int number) throws IOException {
        JsonNode one = new ObjectMapper()
                .readTree(DawidSkeneTest.class.getResourceAsStream("dawid-skene.json"))
                .get("cases")
                .get(number);
        JsonNode rows = one.get("inputs").get("labels");
        AnswerTable answers = Reference.table(
                3,
                IntStream.range(0, rows.size())
                        .mapToObj(i -> Arrays.stream(Reference.vector(rows.get(i)))
                                .mapToInt(label -> (int) label)
                                .toArray())
                        .toArray(int[][]::new));
        JsonNode outputs = one.get("outputs");
        same(Posteriors.shares(answers), outputs.get("initial_posterior"));
        for (int rounds = 1; rounds <= 3; rounds++) {
            same(
                    new DawidSkene()
                            .estimate(answers, new Stopping(1e-6, rounds))
                            .posterior(),
                    outputs.get("posterior_after_" + rounds));
        }
        TruthEstimate fitted = new DawidSkene().infer(answers);
        assertThat(fitted.rounds()).isEqualTo(outputs.get("iterations").asInt());
        assertThat(fitted.settled()).isTrue();
        same(fitted.posterior(), outputs.get("posterior"));
        double[][][] confusion = ((Confusions) fitted.model()).confusion();
        for (int a = 0; a < confusion.length; a++) {
            same(confusion[a], outputs.get("confusion").get(a));
        }
    }
}
