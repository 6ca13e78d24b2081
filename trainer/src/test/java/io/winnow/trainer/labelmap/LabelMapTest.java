package io.winnow.trainer.labelmap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.datasets.example.CropBox;
import io.winnow.trainer.evaluate.Temperature;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares pooling with reference numbers, an independent calculation and closed forms. */
class LabelMapTest {
    private static final double TOLERANCE = 1e-6; // maps are single-precision numbers

    private static JsonNode find(String name) throws IOException {
        try (InputStream json = LabelMapTest.class.getResourceAsStream("label-pooling.json")) {
            for (JsonNode one : new ObjectMapper().readTree(json).get("cases")) {
                if (one.get("name").asText().equals(name)) {
                    return one;
                }
            }
        }
        throw new IllegalArgumentException(name);
    }

    private static void flatten(JsonNode node, List<Double> into) {
        if (node.isArray()) {
            node.forEach(each -> flatten(each, into));
        } else {
            into.add(node.asDouble());
        }
    }

    private static double[] numbers(JsonNode node) {
        List<Double> all = new ArrayList<>();
        flatten(node, all);
        return all.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    private static LabelMap map(JsonNode nested) {
        return new LabelMap(
                floats(numbers(nested)),
                null,
                nested.size(),
                nested.get(0).size(),
                nested.get(0).get(0).size());
    }

    private static CropBox box(JsonNode inputs) {
        return new CropBox(
                inputs.get("top").asDouble(),
                inputs.get("left").asDouble(),
                inputs.get("bottom").asDouble(),
                inputs.get("right").asDouble());
    }

    @ParameterizedTest
    @ValueSource(strings = {"whole", "one_cell", "off_grid", "inside_a_cell", "tall"})
    void poolsAsTheReference(String name) throws IOException {
        JsonNode one = find(name);
        double[] pooled = map(one.get("inputs").get("map")).pooled(box(one.get("inputs")));
        assertThat(pooled).containsExactly(numbers(one.get("outputs").get("pooled")), within(TOLERANCE));
        assertThat(Temperature.probabilities(pooled, 1))
                .containsExactly(numbers(one.get("outputs").get("target")), within(TOLERANCE));
    }

    @Test
    void absentClassesCountAsZero() throws IOException {
        JsonNode one = find("top_2_of_4");
        JsonNode out = one.get("outputs");
        int[] numbers = new int[out.get("values").size() * 25];
        double[] listed = numbers(out.get("classes"));
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (int) listed[i];
        }
        LabelMap map = new LabelMap(floats(numbers(out.get("values"))), numbers, 4, 5, 5);
        assertThat(map.pooled(box(one.get("inputs")))).containsExactly(numbers(out.get("pooled")), within(TOLERANCE));
        LabelMap whole = map(one.get("inputs").get("map"));
        LabelMap kept = Relabelling.largest(whole, 2);
        assertThat(kept.numbers()).containsExactly(numbers);
        for (int i = 0; i < numbers.length; i++) {
            int place = i % 25;
            double others = -map.values()[place] - map.values()[25 + place];
            for (int c = 0; c < 4; c++) {
                others += whole.values()[c * 25 + place];
            }
            assertThat((double) kept.values()[i]).isEqualTo(map.values()[i] - others / 2, within(1e-5));
        }
    }

    @Test
    void mapsOfAnotherAspectRatioShowAnotherPart() {
        LabelMapInfo square = new LabelMapInfo("t", "", "", List.of("a"), 1, 1, 7, 7, false, 1, Map.of());
        assertThat(square.showSamePart(32, 32)).isTrue();
        assertThat(square.showSamePart(50, 56)).isTrue(); // 7 places either way, if a place has 8 pixels
        assertThat(square.showSamePart(24, 48)).isFalse();
    }

    /** A teacher that was trained with binary cross-entropy has negative logits only. */
    @Test
    void theLevelOfTheLogitsDoesNotMatter() {
        float[] logits = {-9, -2, -8, -10};
        double[] kept =
                Relabelling.largest(new LabelMap(logits, null, 4, 1, 1), 2).mean();
        double[] expected = Temperature.probabilities(new double[] {-9.5, -2, -8, -9.5}, 1);
        assertThat(Temperature.probabilities(kept, 1)).containsExactly(expected, within(1e-6));
    }

    /** Bilinear interpolation at one position after another, as a definition of RoIAlign has it. */
    private static double direct(LabelMap map, int number, CropBox box) {
        double y1 = box.top() * map.height();
        double x1 = box.left() * map.width();
        double high = box.bottom() * map.height() - y1;
        double wide = box.right() * map.width() - x1;
        int rows = Math.max(1, (int) Math.ceil(high - 1e-9));
        int columns = Math.max(1, (int) Math.ceil(wide - 1e-9));
        double sum = 0;
        for (int a = 0; a < rows; a++) {
            for (int b = 0; b < columns; b++) {
                double y = Math.max(0, Math.min(map.height() - 1, y1 + (a + 0.5) * high / rows - 0.5));
                double x = Math.max(0, Math.min(map.width() - 1, x1 + (b + 0.5) * wide / columns - 0.5));
                double value = 0;
                for (int i = 0; i < map.height(); i++) {
                    for (int j = 0; j < map.width(); j++) {
                        double hat = Math.max(0, 1 - Math.abs(y - i)) * Math.max(0, 1 - Math.abs(x - j));
                        value += hat * map.values()[(number * map.height() + i) * map.width() + j];
                    }
                }
                sum += value / (rows * columns);
            }
        }
        return sum;
    }

    private static LabelMap random(Random random, int classes, int height, int width) {
        float[] values = new float[classes * height * width];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return new LabelMap(values, null, classes, height, width);
    }

    @Test
    void poolsAsADirectCalculation() {
        Random random = new Random(1);
        for (int trial = 0; trial < 200; trial++) {
            LabelMap map = random(random, 2, 1 + random.nextInt(7), 1 + random.nextInt(7));
            double top = random.nextDouble() * 0.9;
            double left = random.nextDouble() * 0.9;
            CropBox box = new CropBox(
                    top,
                    left,
                    top + (1 - top) * (0.01 + 0.99 * random.nextDouble()),
                    left + (1 - left) * (0.01 + 0.99 * random.nextDouble()));
            double[] pooled = map.pooled(box);
            for (int c = 0; c < 2; c++) {
                assertThat(pooled[c]).isEqualTo(direct(map, c, box), within(1e-12));
            }
        }
    }

    @Test
    void mirroredAndTransposedBoxesGiveTheSame() {
        LabelMap map = random(new Random(2), 1, 3, 5);
        float[] mirrored = new float[15];
        float[] transposed = new float[15];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 5; j++) {
                mirrored[i * 5 + 4 - j] = map.values()[i * 5 + j];
                transposed[j * 3 + i] = map.values()[i * 5 + j];
            }
        }
        double pooled = map.pooled(new CropBox(0.1, 0.2, 0.7, 0.55))[0];
        assertThat(new LabelMap(mirrored, null, 1, 3, 5).pooled(new CropBox(0.1, 0.45, 0.7, 0.8))[0])
                .isEqualTo(pooled, within(1e-12));
        assertThat(new LabelMap(transposed, null, 1, 5, 3).pooled(new CropBox(0.2, 0.1, 0.55, 0.7))[0])
                .isEqualTo(pooled, within(1e-12));
    }

    @Test
    void closedForms() {
        LabelMap map = new LabelMap(new float[] {0, 1, 2, 3}, null, 1, 2, 2);
        assertThat(map.mean()[0]).isEqualTo(1.5);
        assertThat(map.pooled(new CropBox(0, 0, 0.5, 1))[0]).isEqualTo(0.5);
        assertThat(map.pooled(new CropBox(0, 0, 1, 0.5))[0]).isEqualTo(1);
        assertThat(map.pooled(new CropBox(0.25, 0.25, 0.75, 0.75))[0]).isEqualTo(1.5);
        assertThat(map.pooled(new CropBox(0, 0, 0.1, 0.1))[0]).isZero(); // clamped to the corner
    }

    @Test
    void probabilitiesOfPlacesSumToOne() {
        LabelMap map = random(new Random(3), 4, 2, 3);
        LabelMap probabilities = map.probabilities(2);
        double sum = 0;
        for (double share : probabilities.pooled(new CropBox(0.1, 0.2, 0.9, 0.6))) {
            sum += share;
        }
        assertThat(sum).isEqualTo(1, within(TOLERANCE));
        double logOdds = Math.log(probabilities.of(1)[4] / probabilities.of(3)[4]);
        assertThat(logOdds).isEqualTo((map.of(1)[4] - map.of(3)[4]) / 2, within(1e-5));
    }

    @Test
    void halfPrecisionRoundsToTheNearest() {
        assertThat(HalfFloats.toFloat(HalfFloats.of(1.5f))).isEqualTo(1.5f);
        assertThat(HalfFloats.toFloat(HalfFloats.of(-0.25f))).isEqualTo(-0.25f);
        assertThat(HalfFloats.toFloat(HalfFloats.of(1 + 0x1p-11f))).isEqualTo(1); // a tie goes to the even number
        assertThat(HalfFloats.toFloat(HalfFloats.of(1e9f))).isEqualTo(65504);
        assertThat(HalfFloats.toFloat(HalfFloats.of(0x1p-24f))).isEqualTo(0x1p-24f); // the smallest subnormal
        for (int bits = 0; bits < 0x7c00; bits++) {
            assertThat(HalfFloats.of(HalfFloats.toFloat((short) bits))).isEqualTo((short) bits);
        }
    }
}
