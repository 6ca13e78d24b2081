package io.winnow.trainer.select;

import static io.winnow.trainer.evaluate.ReferenceCases.integers;
import static io.winnow.trainer.evaluate.ReferenceCases.numbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.trainer.evaluate.ReferenceCases;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Against an independent implementation (selection.json). */
class StrategyReferencesTest extends OnPool {
    private static final ReferenceCases CASES = ReferenceCases.load("/io/winnow/trainer/select/selection.json");

    private static Vectors matrix(JsonNode rows) {
        int width = rows.get(0).size();
        float[] values = new float[rows.size() * width];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) rows.get(i / width).get(i % width).asDouble();
        }
        return new Vectors(values, rows.size(), width);
    }

    private static double[] distribution(Vectors probabilities, int row) {
        return IntStream.range(0, probabilities.width())
                .mapToDouble(k -> probabilities.get(row, k))
                .toArray();
    }

    @Test
    void uncertaintiesAgreeWithTheReference() {
        JsonNode reference = CASES.find("uncertainty");
        Vectors probabilities = matrix(reference.get("inputs").get("probabilities"));
        JsonNode outputs = reference.get("outputs");
        Pool pool = pool(probabilities, probabilities);
        for (Uncertainty each : Uncertainty.values()) {
            String name = each.key().replace('-', '_');
            assertThat(rows(each.choose(pool, 8, 1))).as(name).containsExactly(integers(outputs.get("order_" + name)));
            double sign = each == Uncertainty.MARGIN ? -1 : 1;
            double[] expected = numbers(outputs.get(name));
            for (int row = 0; row < expected.length; row++) {
                assertThat(sign * each.of(distribution(probabilities, row))).isCloseTo(expected[row], within(1e-6));
            }
        }
    }

    @Test
    void kCenterAgreesWithTheReference() {
        for (String name : List.of("k-center greedy, labelled 2", "k-center greedy, labelled 0")) {
            JsonNode inputs = CASES.find(name).get("inputs");
            JsonNode outputs = CASES.find(name).get("outputs");
            Pool pool = pool(matrix(inputs.get("features")), null, integers(inputs.get("labelled")));
            List<Choice> chosen = new KCenter().choose(pool, inputs.get("n").asInt(), 1);
            assertThat(rows(chosen)).containsExactly(integers(outputs.get("chosen")));
            assertThat(scores(chosen)).containsExactly(numbers(outputs.get("covering_radius")), within(1e-5));
        }
    }

    @Test
    void typiClustAgreesWithTheReference() {
        for (String name : List.of("typiclust, 0 labelled", "typiclust, 2 labelled")) {
            JsonNode inputs = CASES.find(name).get("inputs");
            JsonNode outputs = CASES.find(name).get("outputs");
            Vectors vectors = matrix(inputs.get("features"));
            Clustering clustering = new Clustering(integers(inputs.get("clusters")), points(0, 0, 0, 0));
            List<Choice> chosen = new TypiClust()
                    .choose(
                            pool(vectors, null, integers(inputs.get("labelled"))),
                            clustering.members(),
                            inputs.get("n").asInt(),
                            1);
            assertThat(rows(chosen)).containsExactly(integers(outputs.get("chosen")));
            assertThat(scores(chosen)).containsExactly(numbers(outputs.get("typicality")), within(1e-4));
        }
    }

    @Test
    void objectsOfAClassAgreeWithTheReference() {
        for (String name : List.of(
                "objects of one class, 1 images selected, 2 wanted",
                "objects of one class, 0 images selected, 1 wanted",
                "objects of one class, 4 images selected, 1 wanted")) {
            JsonNode inputs = CASES.find(name).get("inputs");
            JsonNode outputs = CASES.find(name).get("outputs");
            boolean[] selected = new boolean[10];
            inputs.get("selected_images").forEach(image -> selected[image.asInt()] = true);
            JsonNode clusterings = inputs.get("clusterings");
            int[] images = integers(inputs.get("image_of_object"));
            List<Ofds.Found> found = Ofds.ofClass(
                    matrix(inputs.get("features")),
                    images,
                    selected,
                    k -> integers(clusterings.get(Integer.toString(Math.min(k, clusterings.size())))),
                    inputs.get("wanted").asInt());
            assertThat(found.stream().mapToInt(Ofds.Found::object)).containsExactly(boxed(outputs.get("objects")));
        }
    }

    private static Integer[] boxed(JsonNode numbers) {
        return IntStream.of(integers(numbers)).boxed().toArray(Integer[]::new);
    }

    @Test
    void probCoverAgreesWithTheReference() {
        for (String name : List.of("probcover delta 0.9", "probcover delta 0.7")) {
            JsonNode inputs = CASES.find(name).get("inputs");
            JsonNode outputs = CASES.find(name).get("outputs");
            Pool pool = pool(matrix(inputs.get("features")), null, integers(inputs.get("labelled")));
            List<Choice> chosen = new ProbCover()
                    .cover(
                            pool.vectors(),
                            pool.labelled(),
                            inputs.get("delta").asDouble(),
                            inputs.get("n").asInt(),
                            manager);
            assertThat(rows(chosen)).containsExactly(integers(outputs.get("chosen")));
            assertThat(scores(chosen)).containsExactly(numbers(outputs.get("newly_covered")));
        }
        JsonNode purity = CASES.find("purity of balls");
        double[] impure = ProbCover.impure(
                matrix(purity.get("inputs").get("features")),
                integers(purity.get("inputs").get("pseudo")),
                manager);
        double[] deltas = numbers(purity.get("inputs").get("deltas"));
        assertThat(Arrays.stream(deltas)
                        .map(delta -> ProbCover.purity(impure, delta))
                        .toArray())
                .containsExactly(numbers(purity.get("outputs").get("purity")), within(1e-12));
    }

    @Test
    void badgeAgreesWithTheReference() {
        for (boolean largest : new boolean[] {true, false}) {
            JsonNode reference = CASES.find(largest ? "badge, first largest" : "badge, first uniform");
            JsonNode inputs = reference.get("inputs");
            Iterator<JsonNode> uniforms = inputs.get("uniforms").elements();
            if (largest) {
                uniforms.next(); // the reference keeps the first number for the first choice, which is not drawn here
            }
            Pool pool = pool(matrix(inputs.get("features")), matrix(inputs.get("probabilities")));
            List<Choice> chosen = new Badge()
                    .choose(pool, inputs.get("n").asInt(), () -> uniforms.next().asDouble(), largest);
            assertThat(rows(chosen))
                    .containsExactly(integers(reference.get("outputs").get("chosen")));
            assertThat(chosen.get(0).score())
                    .isCloseTo(
                            reference
                                    .get("outputs")
                                    .get("norm")
                                    .get(chosen.get(0).row())
                                    .asDouble(),
                            within(1e-6));
            assertThat(chosen.get(1).score())
                    .isCloseTo(
                            reference
                                    .get("outputs")
                                    .get("distance_to_first")
                                    .get(chosen.get(1).row())
                                    .asDouble(),
                            within(1e-6));
        }
    }
}
