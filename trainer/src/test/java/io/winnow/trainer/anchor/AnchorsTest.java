package io.winnow.trainer.anchor;

import static io.winnow.trainer.anchor.AnchorOptions.NeighbourWeight.DISTANCE;
import static io.winnow.trainer.anchor.AnchorOptions.NeighbourWeight.SIMILARITY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Anchors by text, compared with reference/capro and with cases that have one answer (capro.md, section 9). */
class AnchorsTest {
    private static JsonNode cases() throws IOException {
        try (InputStream in = AnchorsTest.class.getResourceAsStream("text.json")) {
            return new ObjectMapper().readTree(in).path("cases");
        }
    }

    private static double[][] matrix(JsonNode rows) {
        return IntStream.range(0, rows.size())
                .mapToObj(i -> vector(rows.get(i)))
                .toArray(double[][]::new);
    }

    private static double[] vector(JsonNode row) {
        return IntStream.range(0, row.size())
                .mapToDouble(d -> row.get(d).asDouble())
                .toArray();
    }

    private static List<String> keys(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> String.format(Locale.ROOT, "%03d", i))
                .toList();
    }

    @Test
    void reRankedDistances() throws IOException {
        int compared = 0;
        for (JsonNode each : cases()) {
            JsonNode given = each.path("inputs");
            if (!given.has("gallery")) {
                continue;
            }
            KReciprocal ranking = new KReciprocal(
                    given.path("k1").asInt(),
                    given.path("k2").asInt(),
                    given.path("lam").asDouble());
            double[][] gallery = matrix(given.path("gallery"));
            double[][] points = new double[gallery.length + 1][];
            points[0] = vector(given.path("query"));
            System.arraycopy(gallery, 0, points, 1, gallery.length);
            assertThat(ranking.distances(points))
                    .as(each.path("name").asText())
                    .containsExactly(vector(each.path("outputs").path("distance")), within(1e-12));
            compared++;
        }
        assertThat(compared).isEqualTo(3);
    }

    @Test
    void smoothedTexts() throws IOException {
        JsonNode smoothing = cases().get(0);
        JsonNode given = smoothing.path("inputs");
        int[][] neighbours = IntStream.range(0, given.path("neighbours").size())
                .mapToObj(
                        i -> IntStream.range(0, given.path("neighbours").get(i).size())
                                .map(k -> given.path("neighbours").get(i).get(k).asInt())
                                .toArray())
                .toArray(int[][]::new);
        NeighbourTexts graph = new NeighbourTexts(neighbours, matrix(given.path("similarities")));
        double[][] expected = matrix(smoothing.path("outputs").path("adjacency"));
        Map<Integer, Double>[] found = graph.adjacency();
        for (int i = 0; i < expected.length; i++) {
            for (int j = 0; j < expected.length; j++) {
                assertThat(found[i].getOrDefault(j, 0.0)).isCloseTo(expected[i][j], within(1e-12));
            }
        }
        double[][] texts = matrix(given.path("text"));
        double[][] smoothed = graph.smoothed(texts);
        double[][] reference = matrix(smoothing.path("outputs").path("smoothed"));
        for (int i = 0; i < reference.length - 1; i++) {
            assertThat(smoothed[i]).containsExactly(reference[i], within(1e-12));
        }
        // The last image has only itself as a neighbour. The published code gives 0; here the text stays.
        assertThat(reference[5]).containsOnly(0);
        assertThat(smoothed[5]).isEqualTo(texts[5]);
    }

    @Test
    void smoothingEqualTextsChangesNothing() {
        double[][] texts =
                IntStream.range(0, 4).mapToObj(i -> new double[] {.6, .8}).toArray(double[][]::new);
        NeighbourTexts graph =
                new NeighbourTexts(new int[][] {{1}, {2, 3}, {0}, {1}}, new double[][] {{.5}, {.3, .2}, {.9}, {.1}});
        for (double[] text : graph.smoothed(texts)) {
            assertThat(text).containsExactly(new double[] {.6, .8}, within(1e-15));
        }
        texts[1] = null; // an image without a text weighs nothing, and gets that of its neighbours
        assertThat(graph.smoothed(texts)[0]).containsExactly(new double[] {.6, .8}, within(1e-15));
        assertThat(graph.smoothed(texts)[1]).containsExactly(new double[] {.6, .8}, within(1e-15));
    }

    @Test
    void theNearestTextsOfEachClassAreAnchors() {
        double[][] definitions = {{1, 0}, {0, 1}};
        double[][] texts = {{.9, .1}, {.1, .9}, {.8, .3}, {.2, .9}, null, {.7, .7}};
        int[] classes = {0, 0, 0, 1, 0, -1};
        for (AnchorOptions.Match match : AnchorOptions.Match.values()) {
            Anchors anchors =
                    Anchors.of(texts, definitions, classes, keys(6), new AnchorOptions(2, match, false, SIMILARITY));
            assertThat(anchors.ofClass().get(0)).containsExactly(0, 2);
            // The only image of a class is its anchor.
            assertThat(anchors.ofClass().get(1)).containsExactly(3);
            assertThat(anchors.nearest()).containsExactly(0, 1, 0, 1, -1, 0);
            assertThat(anchors.cosine()[4]).isNaN();
        }
        Anchors strict = Anchors.of(
                texts,
                definitions,
                classes,
                keys(6),
                new AnchorOptions(3, AnchorOptions.Match.COSINE, true, SIMILARITY));
        assertThat(strict.ofClass().get(0)).containsExactly(0, 2);
    }

    @Test
    void neighboursByImagesCorrectTextsThatFollowAWrongLabel() {
        // Two groups of images; a tenth of the texts of each speaks of the other group.
        Random random = new Random(1);
        float[][] images = new float[60][8];
        double[][] texts = new double[60][];
        for (int i = 0; i < images.length; i++) {
            int group = i % 2;
            for (int d = 0; d < 8; d++) {
                images[i][d] = (float) ((d / 4 == group ? 1 : 0) + .2 * random.nextGaussian());
            }
            boolean wrong = i % 20 < 2;
            texts[i] = group == 0 == wrong ? new double[] {0, 1} : new double[] {1, 0};
        }
        try (NDManager manager = NDManager.newBaseManager()) {
            double[][] smoothed = NeighbourTexts.of(images, SIMILARITY, manager).smoothed(texts);
            for (int i = 0; i < images.length; i++) {
                assertThat(smoothed[i][i % 2]).isGreaterThan(smoothed[i][1 - i % 2]);
            }
        }
    }

    /** The published weights of the nearest neighbours are one less those of here, for one neighbour less. */
    @Test
    void publishedWeightsGrowWithTheDistance() {
        Random random = new Random(2);
        float[][] images = new float[30][6];
        for (float[] image : images) {
            for (int d = 0; d < image.length; d++) {
                image[d] = (float) random.nextGaussian();
            }
        }
        try (NDManager manager = NDManager.newBaseManager()) {
            NeighbourTexts near = NeighbourTexts.of(images, SIMILARITY, manager);
            NeighbourTexts published = NeighbourTexts.of(images, DISTANCE, manager);
            for (int i = 0; i < images.length; i++) {
                assertThat(near.neighbours()[i]).hasSize(5).startsWith(published.neighbours()[i]);
                assertThat(published.neighbours()[i]).hasSize(4);
                assertThat(published.similarities()[i]).isSorted();
                for (int k = 0; k < 4; k++) {
                    assertThat(published.similarities()[i][k]).isCloseTo(1 - near.similarities()[i][k], within(1e-12));
                }
            }
        }
    }

    @Test
    void textsOfPagesAreCleaned() {
        assertThat(WebText.clean("<b>A Red Bus</b> &amp; 2 dogs, see https://a.b/c?d or me@home.org IMG_0042.jpg"))
                .isEqualTo("red bus dogs see");
        assertThat(WebText.clean("DSC0042")).isEmpty();
        assertThat(WebText.clean("Größe über alles")).isEqualTo("größe über alles");
    }
}
