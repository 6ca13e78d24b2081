package io.winnow.trainer.filter;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.datasets.random.CounterRandom;
import io.winnow.datasets.random.Permutation;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Rules of filters, compared with reference/datacomp and with cases worked out by hand (datacomp.md, section 7). */
class FilterReferenceTest {
    private static JsonNode reference(String name) throws IOException {
        try (InputStream in = FilterReferenceTest.class.getResourceAsStream("filters.json")) {
            return StreamSupport.stream(
                            new ObjectMapper().readTree(in).path("cases").spliterator(), false)
                    .filter(each -> each.path("name").asText().equals(name))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static boolean[] booleans(JsonNode node) {
        boolean[] values = new boolean[node.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = node.get(i).asBoolean();
        }
        return values;
    }

    private static List<String> keys(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> String.format(Locale.ROOT, "%06d", i))
                .toList();
    }

    @Test
    void basicReasons() throws IOException {
        JsonNode basic = reference("basic");
        BasicRule rule = new BasicRule(3, 6, 200, 3, 0, 0);
        for (int i = 0; i < basic.path("inputs").path("rows").size(); i++) {
            JsonNode row = basic.path("inputs").path("rows").get(i);
            List<String> reasons = rule.ofCaption(
                    row.path("caption").isNull() ? "" : row.path("caption").asText());
            reasons.addAll(
                    rule.ofImage(row.path("width").asInt(), row.path("height").asInt()));
            List<String> expected = new ArrayList<>();
            basic.path("outputs").path("reasons").get(i).forEach(each -> expected.add(each.asText()));
            assertThat(reasons).as(row.toString()).isEqualTo(expected);
            assertThat(reasons.isEmpty())
                    .isEqualTo(basic.path("outputs").path("kept").get(i).asBoolean());
        }
    }

    @Test
    void fractionsInBothReadings() throws IOException {
        for (String fraction : List.of("0.0", "0.3", "0.5", "1.0")) {
            for (Reading reading : Reading.values()) {
                JsonNode each =
                        reference("fraction_" + fraction + "_" + reading.name().toLowerCase(Locale.ROOT));
                JsonNode given = each.path("inputs").path("scores");
                double[] scores = IntStream.range(0, given.size())
                        .mapToDouble(i -> given.get(i).isNull()
                                ? Double.NaN
                                : given.get(i).asDouble())
                        .toArray();
                double share = each.path("inputs").path("fraction").asDouble();
                BestFraction best = BestFraction.of(scores, true, keys(scores.length), share, reading);
                assertThat(best.kept())
                        .as(each.path("name").asText())
                        .isEqualTo(booleans(each.path("outputs").path("kept")));
                JsonNode threshold = each.path("outputs").path("threshold");
                assertThat(best.threshold())
                        .isEqualTo(
                                threshold.isNull() ? OptionalDouble.empty() : OptionalDouble.of(threshold.asDouble()));
                // Low scores are the best: the same with the signs changed.
                double[] negative = IntStream.range(0, scores.length)
                        .mapToDouble(i -> -scores[i])
                        .toArray();
                assertThat(BestFraction.of(negative, false, keys(scores.length), share, reading)
                                .kept())
                        .isEqualTo(best.kept());
            }
        }
    }

    @Test
    void byHand() {
        double[] scores = {.9, .5, .5, .1};
        BestFraction exact = BestFraction.of(scores, true, keys(4), .5, Reading.EXACT);
        assertThat(exact.kept()).containsExactly(true, true, false, false);
        BestFraction published = BestFraction.of(scores, true, keys(4), .5, Reading.PUBLISHED);
        assertThat(published.kept()).containsExactly(true, true, true, false);
        // Ties go by key and not by place.
        assertThat(BestFraction.of(scores, true, List.of("d", "c", "b", "a"), .5, Reading.EXACT)
                        .kept())
                .containsExactly(true, false, true, false);
        // .29 * 100 is 28.999999999999996 in floating point.
        double[] many = IntStream.range(0, 100).mapToDouble(i -> i).toArray();
        boolean[] kept =
                BestFraction.of(many, true, keys(100), .29, Reading.EXACT).kept();
        assertThat(IntStream.range(0, 100).filter(i -> kept[i]).count()).isEqualTo(29);
    }

    @Test
    void keptSetsAreNestedAndSettled() {
        double[] scores = IntStream.range(0, 50).mapToDouble(i -> i * 7919 % 23).toArray();
        boolean[] before = new boolean[50];
        for (int percent = 0; percent <= 100; percent += 5) {
            BestFraction best = BestFraction.of(scores, true, keys(50), percent / 100.0, Reading.EXACT);
            for (int i = 0; i < 50; i++) {
                assertThat(best.kept()[i] || !before[i]).isTrue();
            }
            before = best.kept();
        }
        // The same threshold drops nothing of what it kept.
        BestFraction some = BestFraction.byThreshold(scores, true, 11);
        double[] again = IntStream.range(0, 50)
                .filter(i -> some.kept()[i])
                .mapToDouble(i -> scores[i])
                .toArray();
        assertThat(BestFraction.byThreshold(again, true, 11).kept()).doesNotContain(false);
    }

    @Test
    void clustersOfPoolAndTargets() throws IOException {
        JsonNode clusters = reference("clusters");
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray centers = rows(clusters.path("inputs").path("centers"), manager);
            int[] pool = PoolClusters.nearest(rows(clusters.path("inputs").path("pool"), manager), centers);
            int[] targets = PoolClusters.nearest(rows(clusters.path("inputs").path("targets"), manager), centers);
            Set<Integer> named = new TreeSet<>();
            IntStream.of(targets).forEach(named::add);
            List<Integer> expected = new ArrayList<>();
            clusters.path("outputs").path("pool_cluster").forEach(each -> expected.add(each.asInt()));
            assertThat(pool).containsExactly(expected.stream().mapToInt(i -> i).toArray());
            List<Integer> expectedTargets = new ArrayList<>();
            clusters.path("outputs").path("target_clusters").forEach(each -> expectedTargets.add(each.asInt()));
            assertThat(List.copyOf(named)).isEqualTo(expectedTargets);
            boolean[] kept = booleans(clusters.path("outputs").path("kept"));
            for (int i = 0; i < kept.length; i++) {
                assertThat(named.contains(pool[i])).isEqualTo(kept[i]);
            }
        }
    }

    @Test
    void clustersDoNotDependOnTheOrderOfThePool() throws IOException {
        int size = 60;
        float[][] vectors = new float[size][4];
        CounterRandom random = CounterRandom.of(3);
        for (float[] vector : vectors) {
            for (int d = 0; d < vector.length; d++) {
                vector[d] = (float) random.nextDouble() - 0.5f;
            }
        }
        ClusterConfig config = new ClusterConfig(8, 20, 0, Reading.EXACT);
        int[] order = Permutation.of(size, 5);
        float[][] shuffled = IntStream.of(order).mapToObj(i -> vectors[i]).toArray(float[][]::new);
        List<String> names = IntStream.of(order).mapToObj(keys(size)::get).toList();
        try (NDManager manager = NDManager.newBaseManager()) {
            int[] one = PoolClusters.of(vectors, keys(size), config, manager).of();
            int[] other = PoolClusters.of(shuffled, names, config, manager).of();
            for (int place = 0; place < size; place++) {
                assertThat(other[place]).isEqualTo(one[order[place]]);
            }
        }
    }

    private static NDArray rows(JsonNode rows, NDManager manager) {
        float[][] values = new float[rows.size()][rows.get(0).size()];
        for (int i = 0; i < values.length; i++) {
            for (int d = 0; d < values[i].length; d++) {
                values[i][d] = (float) rows.get(i).get(d).asDouble();
            }
        }
        return manager.create(values);
    }

    @Test
    void wholeWords() throws IOException {
        JsonNode words = reference("words");
        List<String> list = new ArrayList<>();
        words.path("inputs").path("words").forEach(each -> list.add(each.asText()));
        WordFinder finder = new WordFinder(list, false);
        for (int i = 0; i < words.path("inputs").path("captions").size(); i++) {
            JsonNode caption = words.path("inputs").path("captions").get(i);
            assertThat(!caption.isNull() && finder.find(caption.asText()).isPresent())
                    .as(caption.toString())
                    .isEqualTo(words.path("outputs").path("kept").get(i).asBoolean());
        }
        WordFinder phrases = new WordFinder(List.of("Fire truck", "cat"), true);
        assertThat(phrases.find("two FIRE trucks!")).isEqualTo(Optional.of("fire truck"));
        assertThat(phrases.find("cats")).isEqualTo(Optional.of("cat"));
        assertThat(phrases.find("a truck on fire")).isEmpty();
        assertThat(new WordFinder(List.of("cat"), false).find("cats")).isEmpty();
    }

    @Test
    void standInForTheLanguage() {
        BasicRule rule = new BasicRule(0, 0, 0, 100, .9, .3);
        assertThat(rule.ofCaption("the dog in a park")).isEmpty();
        assertThat(rule.ofCaption("стол на кухне")).containsExactly("few_ascii_letters", "few_english_words");
        assertThat(rule.ofCaption("ein Hund im Park")).containsExactly("few_english_words");
        assertThat(rule.ofCaption("")).isEmpty();
    }
}
