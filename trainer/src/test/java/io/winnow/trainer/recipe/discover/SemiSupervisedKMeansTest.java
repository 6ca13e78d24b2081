package io.winnow.trainer.recipe.discover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.datasets.random.CounterRandom;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SemiSupervisedKMeansTest {
    /** Numbers of an independent implementation in float64; the vectors are rounded to float32 here (specs/active-gcd.md). */
    @Test
    void fiveStepsGiveTheReference() throws IOException {
        JsonNode found = null;
        try (InputStream in = getClass().getResourceAsStream("gcd.json")) {
            for (JsonNode each : new ObjectMapper().readTree(in).get("cases")) {
                found = each.get("name").asText().equals("semi-supervised k-means") ? each : found;
            }
        }
        assertThat(found).isNotNull();
        JsonNode free = found.get("inputs").get("unlabelled");
        JsonNode tied = found.get("inputs").get("labelled");
        float[][] vectors = new float[free.size() + tied.size()][2];
        int[] given = new int[vectors.length];
        Arrays.fill(given, -1);
        for (int i = 0; i < vectors.length; i++) {
            JsonNode row = i < free.size() ? free.get(i) : tied.get(i - free.size());
            vectors[i] = new float[] {
                (float) row.get(0).asDouble(), (float) row.get(1).asDouble()
            };
            if (i >= free.size()) {
                given[i] =
                        found.get("inputs").get("labels").get(i - free.size()).asInt();
            }
        }
        JsonNode starts = found.get("inputs").get("centers");
        double[][] centers = new double[starts.size()][2];
        for (int c = 0; c < centers.length; c++) {
            centers[c] = new double[] {
                starts.get(c).get(0).asDouble(), starts.get(c).get(1).asDouble()
            };
        }
        try (NDManager manager = NDManager.newBaseManager()) {
            SemiSupervisedKMeans fitted = SemiSupervisedKMeans.fit(vectors, given, centers, 5, manager);
            JsonNode expected = found.get("outputs");
            for (int i = 0; i < free.size(); i++) {
                assertThat(fitted.clusters()[i])
                        .isEqualTo(expected.get("assignment").get(i).asInt());
            }
            for (int c = 0; c < centers.length; c++) {
                assertThat(fitted.centers()[c][0])
                        .isCloseTo(expected.get("centers").get(c).get(0).asDouble(), within(1e-6));
                assertThat(fitted.centers()[c][1])
                        .isCloseTo(expected.get("centers").get(c).get(1).asDouble(), within(1e-6));
            }
            assertThat(fitted.inertia())
                    .isCloseTo(expected.get("inertia_before_last_update").asDouble(), within(1e-4));
        }
    }

    /** Five clear clusters, three of which have labels. */
    @Test
    void theNumberOfClearClustersIsFound() {
        CounterRandom random = CounterRandom.of(5);
        float[][] vectors = new float[250][8];
        int[] given = new int[vectors.length];
        for (int i = 0; i < vectors.length; i++) {
            given[i] = i % 5 < 3 && i < 125 ? i % 5 : -1;
            for (int d = 0; d < 8; d++) {
                vectors[i][d] = (float) ((d == i % 5 ? 1 : 0) + 0.02 * random.nextDouble());
            }
        }
        try (NDManager manager = NDManager.newBaseManager()) {
            ClassCount count = ClassCount.estimate(vectors, given, 3, 12, 1, manager, point -> {});
            assertThat(count.curve()).extracting(ClassCount.Point::k).isSorted().doesNotHaveDuplicates();
            // More clusters than classes split classes and lose; fewer join new classes with each other, which labels
            // cannot show: of 3, 4 and 5 clusters, which agree with all labels, 5 are taken.
            assertThat(count.range()[0]).isLessThanOrEqualTo(5);
            assertThat(count.k()).isBetween(5, 6);
            int[] nothing = new int[vectors.length];
            Arrays.fill(nothing, -1);
            SemiSupervisedKMeans five = SemiSupervisedKMeans.best(vectors, given, 3, 5, 3, 1, manager);
            for (int i = 0; i < vectors.length; i++) {
                assertThat(five.clusters()[i]).isEqualTo(five.clusters()[i % 5]);
            }
        }
        assertThat(ClassCount.grid(10, 40)).startsWith(10, 11).endsWith(40).hasSize(12);
    }
}
