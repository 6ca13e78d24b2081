package io.winnow.trainer.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class EntityAssignmentTest {
    private static int[] ints(JsonNode node) {
        return StreamSupport.stream(node.spliterator(), false)
                .mapToInt(JsonNode::asInt)
                .toArray();
    }

    private static int[][] rows(JsonNode node) {
        return StreamSupport.stream(node.spliterator(), false)
                .map(EntityAssignmentTest::ints)
                .toArray(int[][]::new);
    }

    /** Reference numbers come from an independent implementation (specs/mofi.md). */
    @Test
    void entitiesAreThoseOfTheReference() throws IOException {
        JsonNode cases;
        try (InputStream in = EntityAssignmentTest.class.getResourceAsStream("assign.json")) {
            cases = new ObjectMapper().readTree(in).get("cases");
        }
        assertThat(cases.size()).isGreaterThan(1);
        for (JsonNode each : cases) {
            JsonNode cosines = each.at("/outputs/cosines");
            EntityAssignment found = EntityAssignment.of(
                    rows(each.at("/inputs/candidates")),
                    each.at("/inputs/entities").size(),
                    (image, entity) -> cosines.get(image).get(entity).asDouble(),
                    each.at("/inputs/threshold").asDouble(),
                    each.at("/inputs/minimum").asInt());
            assertThat(found.counts()).isEqualTo(ints(each.at("/outputs/counts")));
            assertThat(found.labels().toArray(int[][]::new)).isDeepEqualTo(rows(each.at("/outputs/labels")));
            assertThat(found.beforeCounting().toArray(int[][]::new))
                    .isDeepEqualTo(rows(each.at("/outputs/before_counting")));
        }
    }

    /** What cannot be compared stays, behind what can. */
    @Test
    void unknownCosinesStay() {
        EntityAssignment found = EntityAssignment.of(
                new int[][] {{0, 1, 2}},
                3,
                (image, entity) -> entity == 0 ? Double.NaN : entity == 1 ? 0.1 : 0.9,
                0.5,
                1);
        assertThat(found.labels().get(0)).containsExactly(2, 0);
    }

    /** Two images of an entity are compared with each other; an image is not compared with itself. */
    @Test
    void imagesAreComparedWithTheOthersOfAnEntity() {
        NameFinder.Found bear = new NameFinder.Found("bear", new int[] {0});
        NameFinder.Found both = new NameFinder.Found("jaguar", new int[] {0, 1});
        EntityVectors vectors = EntityVectors.of(
                new float[][] {{2, 0}, {0, 3}, {3, 4}, null},
                List.of(List.of(bear), List.of(bear), List.of(both), List.of()),
                2);
        assertThat(vectors.cosine(0, 0)).isZero();
        assertThat(vectors.cosine(2, 0)).isEqualTo((0.6 + 0.8) / Math.sqrt(2), within(1e-6));
        assertThat(vectors.cosine(2, 1)).isNaN();
        assertThat(vectors.cosine(3, 0)).isNaN();
    }
}
