package io.winnow.datasets.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.datasets.random.CounterRandom;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares simulated label sets with reference values. */
class MissingLabelsTest {
    private static JsonNode find(String name) throws IOException {
        JsonNode cases = new ObjectMapper()
                .readTree(MissingLabelsTest.class.getResourceAsStream("simulation.json"))
                .get("cases");
        for (JsonNode one : cases) {
            if (one.get("name").asText().equals(name)) {
                return one;
            }
        }
        throw new IllegalArgumentException(name);
    }

    private static int[] integers(JsonNode node) {
        return IntStream.range(0, node.size()).map(i -> node.get(i).asInt()).toArray();
    }

    /** Class numbers of the entries with a value in each row of a matrix. */
    private static int[][] having(JsonNode matrix, int value) {
        return IntStream.range(0, matrix.size())
                .mapToObj(i -> IntStream.range(0, matrix.get(i).size())
                        .filter(c -> matrix.get(i).get(c).asInt() == value)
                        .toArray())
                .toArray(int[][]::new);
    }

    private static MissingLabels.Uniforms given(JsonNode uniforms) {
        return (example, classNumber) -> uniforms.get(example).get(classNumber).asDouble();
    }

    @Test
    void droppedPositivesOfTheReference() throws IOException {
        JsonNode one = find("drop_positives");
        JsonNode in = one.get("inputs");
        PartialLabels found = MissingLabels.dropPositives(
                having(in.get("labels"), 1), in.get("rate").asDouble(), given(in.get("u")));
        assertThat(found.positives()).isDeepEqualTo(having(one.get("outputs").get("given"), 1));
        assertThat(found.negatives()).isDeepEqualTo(having(one.get("outputs").get("given"), -1));
        assertThat(found.examples()).containsExactly(0, 1, 2, 3, 4, 5);
        assertThat(found.truth().reveal()).isDeepEqualTo(having(in.get("labels"), 1));
    }

    @Test
    void knownShareOfTheReference() throws IOException {
        JsonNode one = find("known_share");
        JsonNode in = one.get("inputs");
        PartialLabels found = MissingLabels.knownShare(
                having(in.get("labels"), 1), 6, in.get("share").asDouble(), given(in.get("u")));
        assertThat(found.positives()).isDeepEqualTo(having(one.get("outputs").get("given"), 1));
        assertThat(found.negatives()).isDeepEqualTo(having(one.get("outputs").get("given"), -1));
    }

    @Test
    void singlePositiveOfTheReference() throws IOException {
        JsonNode one = find("single_positive");
        JsonNode u = one.get("inputs").get("u");
        PartialLabels found = MissingLabels.singlePositive(
                having(one.get("inputs").get("labels"), 1),
                (example, classNumber) -> u.get(example).asDouble());
        assertThat(found.positives()).isDeepEqualTo(having(one.get("outputs").get("given"), 1));
    }

    private static final int[][] SETS = IntStream.range(0, 5000)
            .mapToObj(i -> IntStream.range(0, 10)
                    .filter(c -> CounterRandom.of(1, i, c).nextBoolean(0.3))
                    .toArray())
            .toArray(int[][]::new);

    private static List<Integer> boxed(int[] numbers) {
        return Arrays.stream(numbers).boxed().toList();
    }

    private static long count(int[][] sets) {
        return Arrays.stream(sets).mapToInt(each -> each.length).sum();
    }

    @Test
    void oneOfTheClassesOfEachExampleIsUniformlyDrawn() {
        int[][] sets = {{4, 2, 7}, {}, {1}};
        int[] drawn = new int[10];
        for (int seed = 0; seed < 3000; seed++) {
            PartialLabels found = MissingLabels.singlePositive(sets, seed);
            assertThat(found.examples()).containsExactly(0, 2);
            assertThat(found.positives()[1]).containsExactly(1);
            assertThat(found.negatives()).isDeepEqualTo(new int[2][0]);
            assertThat(found.truth().reveal()).isDeepEqualTo(new int[][] {{4, 2, 7}, {1}});
            drawn[found.positives()[0][0]]++;
        }
        for (int c : new int[] {2, 4, 7}) {
            assertThat(drawn[c]).isCloseTo(1000, within(5 * 26)); // five standard deviations of B(3000, 1/3)
        }
        assertThat(drawn[2] + drawn[4] + drawn[7]).isEqualTo(3000);
    }

    @Test
    void sharesAreAsRequestedAndNested() {
        PartialLabels dropped = MissingLabels.dropPositives(SETS, 0.4, 1);
        assertThat((double) count(dropped.positives()) / count(SETS)).isCloseTo(0.6, within(0.02));
        PartialLabels few = MissingLabels.knownShare(SETS, 10, 0.1, 1);
        PartialLabels more = MissingLabels.knownShare(SETS, 10, 0.5, 1);
        assertThat((double) (count(more.positives()) + count(more.negatives())) / 50_000)
                .isCloseTo(0.5, within(0.012));
        for (int i = 0; i < SETS.length; i++) {
            assertThat(boxed(more.positives()[i])).containsAll(boxed(few.positives()[i]));
            assertThat(boxed(more.negatives()[i])).containsAll(boxed(few.negatives()[i]));
            assertThat(boxed(SETS[i])).containsAll(boxed(more.positives()[i]));
            assertThat(boxed(more.negatives()[i])).noneMatch(boxed(SETS[i])::contains);
        }
        assertThat(MissingLabels.knownShare(SETS, 10, 0.1, 1).positives()).isDeepEqualTo(few.positives());
        assertThat(Arrays.deepEquals(MissingLabels.knownShare(SETS, 10, 0.1, 2).positives(), few.positives()))
                .isFalse();
        assertThat(MissingLabels.knownShare(SETS, 10, 1, 1).positives()).isDeepEqualTo(SETS);
        assertThat(MissingLabels.dropPositives(SETS, 0, 1).positives()).isDeepEqualTo(SETS);
    }

    @Test
    void trueLabelsAreCopies() {
        int[][] sets = {{0}, {1, 2}};
        TrueLabelSets truth = new TrueLabelSets(sets);
        sets[1][0] = 5;
        truth.reveal()[1][1] = 6;
        assertThat(truth.select(new int[] {1}).reveal()).isDeepEqualTo(new int[][] {{1, 2}});
    }

    @Test
    void rejectsInvalidShares() {
        assertThatThrownBy(() -> MissingLabels.dropPositives(SETS, 1, 0)).hasMessageContaining("[0, 1), found 1.0");
        assertThatThrownBy(() -> MissingLabels.knownShare(SETS, 10, 0, 0)).hasMessageContaining("(0, 1], found 0.0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pareto_80", "pareto_20"})
    void paretoReference(String name) throws IOException {
        JsonNode in = find(name).get("inputs");
        assertThat(in.get("tail").asDouble()).isEqualTo(0.99);
        assertThat(LabelSetLongTail.reference(
                        in.get("classes").asInt(),
                        in.get("most").asInt(),
                        in.get("least").asInt(),
                        in.get("b").asDouble()))
                .containsExactly(integers(find(name).get("outputs").get("reference")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"long_tail_30_3", "long_tail_45_8"})
    void longTailOfTheReference(String name) throws IOException {
        JsonNode in = find(name).get("inputs");
        JsonNode out = find(name).get("outputs");
        int[][] sets = IntStream.range(0, in.get("labels").size())
                .mapToObj(i -> {
                    String labels = in.get("labels").get(i).asText();
                    return IntStream.range(0, labels.length())
                            .filter(c -> labels.charAt(c) == '1')
                            .toArray();
                })
                .toArray(int[][]::new);
        assertThat(LabelSetLongTail.classOrder(sets, 6)).containsExactly(integers(out.get("class_order")));
        int[] chosen = LabelSetLongTail.subset(sets, integers(in.get("reference")), integers(in.get("priority")));
        assertThat(chosen).containsExactly(integers(out.get("chosen")));
        int[] counts = new int[6];
        Arrays.stream(chosen).flatMap(i -> Arrays.stream(sets[i])).forEach(c -> counts[c]++);
        assertThat(counts).containsExactly(integers(out.get("counts")));
    }

    /** Only what is missing is added, and a class without examples changes nothing. */
    @Test
    void longTailByHand() {
        // the classes take their turn by falling q: 0 (1 + 3/5), 1 (1 + 3/6), 2 (no example)
        int[][] sets = {{0, 1}, {0, 1}, {0, 1}, {0}, {0}, {0}, {1}, {1}};
        assertThat(LabelSetLongTail.classOrder(sets, 3)).containsExactly(0, 1, 2);
        int[] priority = {0, 1, 2, 3, 4, 5, 6, 7};
        // class 0: 0 to 3; class 1 has three of four, so only one more is added
        assertThat(LabelSetLongTail.subset(sets, new int[] {4, 4, 1}, priority)).containsExactly(0, 1, 2, 3, 6);
        // class 1 has three of one, so the first two are removed
        assertThat(LabelSetLongTail.subset(sets, new int[] {4, 1, 1}, priority)).containsExactly(2, 3);
    }

    @Test
    void longTailsAreSeeded() {
        int[] reference = LabelSetLongTail.reference(10, 400, 5, 3);
        assertThat(LabelSetLongTail.subset(SETS, reference, 1L))
                .isSorted()
                .isEqualTo(LabelSetLongTail.subset(SETS, reference, 1L))
                .isNotEqualTo(LabelSetLongTail.subset(SETS, reference, 2L));
        assertThat(LabelSetLongTail.reference(1, 7, 2, 3)).containsExactly(7);
        assertThatThrownBy(() -> LabelSetLongTail.reference(3, 5, 6, 1)).hasMessageContaining("least 6 and most 5");
    }
}
