package io.winnow.trainer.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The reference values are those of the reference folder fusionsent, computed with numpy from the formula. */
class MergedTensorTest {
    static Stream<JsonNode> cases() throws IOException {
        try (InputStream in = MergedTensorTest.class.getResourceAsStream("merge.json")) {
            return StreamSupport.stream(
                    new ObjectMapper().readTree(in).get("cases").spliterator(), false);
        }
    }

    private static double[] numbers(JsonNode node) {
        return node.isArray()
                ? StreamSupport.stream(node.spliterator(), false)
                        .flatMapToDouble(each -> DoubleStream.of(numbers(each)))
                        .toArray()
                : new double[] {node.asDouble()};
    }

    @ParameterizedTest
    @MethodSource("cases")
    void mergesAreThoseOfTheReference(JsonNode one) {
        JsonNode in = one.get("inputs");
        JsonNode out = one.get("outputs");
        MergedTensor merged = MergedTensor.of(
                MergeKind.SLERP,
                numbers(in.get("a")),
                numbers(in.get("b")),
                in.get("t").asDouble());
        assertThat(merged.values()).containsExactly(numbers(out.get("merged")), within(1e-12));
        assertThat(merged.cosine()).isCloseTo(out.get("cosine").asDouble(), within(1e-12));
        assertThat(merged.spherical()).isEqualTo(out.get("way").asText().equals("spherical"));
    }

    @Test
    void aTensorMergedWithItselfStaysAsItIs() {
        double[] a = {0.3, -1.7, 2};
        assertThat(MergedTensor.of(MergeKind.SLERP, a, a.clone(), 0.3).values()).containsExactly(a, within(1e-15));
    }

    @Test
    void theMeanIsThatOfTheWeights() {
        double[] merged = MergedTensor.of(MergeKind.MEAN, new double[] {1, 0}, new double[] {0, 4}, 0.25)
                .values();
        assertThat(merged).containsExactly(new double[] {0.75, 1}, within(1e-15));
    }
}
