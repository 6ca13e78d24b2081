package io.winnow.trainer.recipe.mofi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SearchFiguresTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static float[] unit(double x, double y) {
        double norm = Math.hypot(x, y);
        return new float[] {(float) (x / norm), (float) (y / norm)};
    }

    /** The reference is from another implementation: each vector searches all others, and groups of one are left out. */
    @Test
    void meanAveragePrecisionIsTheReference() throws IOException {
        JsonNode reference;
        try (InputStream in = getClass().getResourceAsStream("retrieval.json")) {
            reference = JSON.readTree(in);
        }
        float[][] vectors = Arrays.stream(JSON.convertValue(reference.at("/inputs/vectors"), double[][].class))
                .map(SearchFiguresTest::unit)
                .toArray(float[][]::new);
        List<String> groups = Arrays.asList(JSON.convertValue(reference.at("/inputs/groups"), String[].class));
        // Entities of one example each leave no candidate out but the example itself.
        List<String> entities =
                IntStream.range(0, groups.size()).mapToObj(Integer::toString).toList();
        assertThat(SearchFigures.of(vectors, new SearchItems(entities, List.of(), groups), List.of())
                        .get("category_map"))
                .isCloseTo(reference.at("/outputs/mAP").asDouble(), within(1e-6));
    }

    private static float[] unit(double[] vector) {
        double norm = Math.sqrt(Arrays.stream(vector).map(each -> each * each).sum());
        float[] unit = new float[vector.length];
        for (int d = 0; d < unit.length; d++) {
            unit[d] = (float) (vector[d] / norm);
        }
        return unit;
    }

    /** Two drawings of three entities. The sun of b is nearer to the moon of a than to its own drawing. */
    private static final float[][] DRAWINGS = {
        unit(1, 0), unit(0, 1), unit(-1, 0), unit(0.5, 0.8), unit(0.1, 1), unit(-1, 0.1)
    };

    private static final SearchItems ITEMS = new SearchItems(
            List.of("sun", "moon", "cat", "sun", "moon", "cat"),
            List.of("a", "a", "a", "b", "b", "b"),
            List.of("sky", "sky", "animal", "sky", "sky", "animal"));

    @Test
    void examplesAreFoundAmongThoseOfOtherSources() {
        Map<String, Double> figures = SearchFigures.of(DRAWINGS, ITEMS, List.of("animal"));
        // From a: all three find their entity first. From b: the sun finds the moon first, and then the sun.
        assertThat(figures.get("recall_at_1_from_a")).isEqualTo(1);
        assertThat(figures.get("mrr_from_a")).isEqualTo(1);
        assertThat(figures.get("recall_at_1_from_b")).isCloseTo(2 / 3.0, within(1e-12));
        assertThat(figures.get("mrr_from_b")).isCloseTo(2.5 / 3, within(1e-12));
        assertThat(figures.get("recall_at_1")).isCloseTo(5 / 6.0, within(1e-12));
        assertThat(figures.get("mrr")).isCloseTo(5.5 / 6, within(1e-12));
        assertThat(figures.get("recall_at_1_without_animal")).isCloseTo(3 / 4.0, within(1e-12));
    }

    /** Names of sources in any script tell them apart; if they do not, none has figures of its own. */
    @Test
    void figuresOfSourcesAreNeverMixed() {
        List<String> sources = List.of("\u5317\u4eac", "\u5317\u4eac", "\u5317\u4eac", "B-1", "B-1", "B-1");
        SearchItems items = new SearchItems(ITEMS.entities(), sources, List.of());
        assertThat(SearchFigures.of(DRAWINGS, items, List.of()))
                .containsKeys("recall_at_1_from_\u5317\u4eac", "recall_at_1_from_b_1");
        List<String> alike = List.of("b 1", "b 1", "b 1", "B-1", "B-1", "B-1");
        assertThat(SearchFigures.of(DRAWINGS, new SearchItems(ITEMS.entities(), alike, List.of()), List.of()))
                .containsOnlyKeys("recall_at_1", "mrr");
    }

    @Test
    void withoutSourcesEachExampleSearchesAllOthers() {
        SearchItems items = new SearchItems(ITEMS.entities(), List.of(), List.of());
        Map<String, Double> figures = SearchFigures.of(DRAWINGS, items, List.of());
        assertThat(figures).containsOnlyKeys("recall_at_1", "mrr");
        // The sun of b is nearest to the moon of b, and then to that of a; that of a to the sun of b.
        assertThat(figures.get("recall_at_1")).isCloseTo(5 / 6.0, within(1e-12));
        assertThat(figures.get("mrr")).isCloseTo((5 + 1 / 3.0) / 6, within(1e-12));
    }

    @Test
    void anEntityOfOneExampleIsNoQuery() {
        SearchItems items = new SearchItems(List.of("sun", "moon", "cat", "sun", "moon", "dog"), List.of(), List.of());
        assertThat(SearchFigures.of(DRAWINGS, items, List.of()).get("recall_at_1"))
                .isCloseTo(3 / 4.0, within(1e-12));
    }

    @Test
    void figuresWithoutAQueryAreLeftOut() {
        SearchItems alone = new SearchItems(
                List.of("sun", "moon", "cat", "sun", "moon", "cat"), Collections.nCopies(6, "a"), ITEMS.categories());
        assertThat(SearchFigures.of(DRAWINGS, alone, List.of())).containsOnlyKeys("category_map");
    }

    @Test
    void namesAreRankedByCosine() {
        float[][] names = {
            unit(1, 0.1), unit(0, 1), unit(-1, -0.1), unit(0.4, 1), unit(0.3, 1), unit(0.6, 1), unit(0.7, 1)
        };
        Map<String, Double> figures = SearchFigures.names(DRAWINGS, names, new int[] {0, 1, 2, 0, 1, 2});
        // The sun of b has five other names before its own; the moon of b has its own first, and the cats have theirs.
        assertThat(figures.get("name_recall_at_1")).isCloseTo(5 / 6.0, within(1e-12));
        assertThat(figures.get("name_recall_at_5")).isCloseTo(5 / 6.0, within(1e-12));
    }
}
