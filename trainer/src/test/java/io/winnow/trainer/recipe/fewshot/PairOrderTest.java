package io.winnow.trainer.recipe.fewshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The reference lists are those of the reference folder fusionsent. */
class PairOrderTest {
    static Stream<JsonNode> cases() throws IOException {
        try (InputStream in = PairOrderTest.class.getResourceAsStream("pairs.json")) {
            return StreamSupport.stream(
                    new ObjectMapper().readTree(in).get("cases").spliterator(), false);
        }
    }

    private static ExampleClasses classes(JsonNode labels) {
        List<BitSet> sets = new ArrayList<>();
        for (JsonNode row : labels) {
            BitSet set = new BitSet();
            IntStream.range(0, row.size()).filter(k -> row.get(k).asInt() == 1).forEach(set::set);
            sets.add(set);
        }
        return new ExampleClasses(
                IntStream.range(0, sets.size()).toArray(), sets, labels.get(0).size());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void pairsWithACommonClassAreThoseOfTheReference(JsonNode one) {
        ExampleClasses classes = classes(one.get("inputs").get("labels"));
        List<String> found = new ArrayList<>();
        List<String> others = new ArrayList<>();
        for (int i = 0; i < classes.size(); i++) {
            for (int j = i + 1; j < classes.size(); j++) {
                (classes.meet(i, j) ? found : others).add("[" + i + "," + j + "]");
            }
        }
        assertThat(found)
                .containsExactlyInAnyOrderElementsOf(pairs(one.get("outputs").get("positive")));
        assertThat(others)
                .containsExactlyInAnyOrderElementsOf(pairs(one.get("outputs").get("negative")));
        PairCounts counts = PairCounts.of(classes);
        assertThat(new long[] {counts.positive(), counts.negative()})
                .containsExactly(
                        one.get("outputs").get("unique").get(0).asLong(),
                        one.get("outputs").get("unique").get(1).asLong());
    }

    private static List<String> pairs(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::toString)
                .toList();
    }

    /** Draws many pairs of the reference case with several labels: 10 pairs with a common class, and 5 without. */
    private static Map<String, Integer> drawn(ExamplePairs.Pairs pairs, int epochs) throws IOException {
        JsonNode labels = cases().filter(one -> one.get("name").asText().equals("multi_label"))
                .findFirst()
                .orElseThrow()
                .get("inputs")
                .get("labels");
        ExampleClasses classes = classes(labels);
        PairOrder order = new PairOrder(classes, PairCounts.of(classes), pairs);
        Map<String, Integer> counts = new HashMap<>();
        for (int epoch = 0; epoch < epochs; epoch++) {
            int[] epochPairs = order.of(7, epoch);
            assertThat(epochPairs).hasSize(6);
            for (int p = 0; p < 3; p++) {
                int a = epochPairs[2 * p];
                int b = epochPairs[2 * p + 1];
                assertThat(a).as("no example is paired with itself").isNotEqualTo(b);
                String key = (classes.meet(a, b) ? "+" : "-") + Math.min(a, b) + Math.max(a, b);
                counts.merge(key, 1, Integer::sum);
            }
        }
        return counts;
    }

    private static double share(Map<String, Integer> counts, String sign) {
        double all = counts.values().stream().mapToInt(each -> each).sum();
        return counts.entrySet().stream()
                        .filter(each -> each.getKey().startsWith(sign))
                        .mapToInt(Map.Entry::getValue)
                        .sum()
                / all;
    }

    /** Expected shares follow from the numbers of pairs; the tolerance is four standard deviations of a count. */
    @Test
    void eitherKindIsDrawnAsOftenAsItsRuleSays() throws IOException {
        Map<String, Integer> balanced = drawn(ExamplePairs.Pairs.BALANCED, 2000);
        assertThat(share(balanced, "+")).isCloseTo(0.5, within(0.026));
        assertThat(balanced).hasSize(15);
        balanced.forEach((pair, count) ->
                assertThat(count / 6000.0).as(pair).isCloseTo(pair.startsWith("+") ? 0.05 : 0.1, within(0.016)));
        Map<String, Integer> uniform = drawn(ExamplePairs.Pairs.UNIFORM, 2000);
        assertThat(share(uniform, "+")).isCloseTo(10.0 / 15, within(0.025));
        uniform.forEach((pair, count) -> assertThat(count / 6000.0).as(pair).isCloseTo(1.0 / 15, within(0.013)));
        assertThat(share(drawn(ExamplePairs.Pairs.BY_EXAMPLE, 2000), "+")).isCloseTo(0.5, within(0.026));
    }

    @Test
    void thePairsOfAnEpochAreAFunctionOfItsNumber() throws IOException {
        assertThat(drawn(ExamplePairs.Pairs.BALANCED, 50)).isEqualTo(drawn(ExamplePairs.Pairs.BALANCED, 50));
    }
}
