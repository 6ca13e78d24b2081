package io.winnow.datasets.augment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

/**
 * Compares operations with those of an independent implementation of their definitions, and with those of Pillow 9.4, which the published
 * code of UDA calls.
 */
class OperationTest {
    private static final int OUTSIDE = 111;

    private static JsonNode reference() {
        try (InputStream in = OperationTest.class.getResourceAsStream("uda-operations.json")) {
            return new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Operation operation(String name) {
        return Operation.valueOf(name.toUpperCase(Locale.ROOT));
    }

    /** Pixels (H, W, C) as (C, H, W). */
    private static byte[] planes(JsonNode pixels) {
        int plane = pixels.size() / 3;
        byte[] planes = new byte[pixels.size()];
        for (int p = 0; p < plane; p++) {
            for (int c = 0; c < 3; c++) {
                planes[c * plane + p] = (byte) pixels.get(p * 3 + c).asInt();
            }
        }
        return planes;
    }

    @Test
    void operationsAreThoseOfTheReferencePixelForPixel() {
        JsonNode reference = reference();
        for (JsonNode one : reference.get("cases")) {
            int image = one.get("image").asInt();
            int side = reference.get("sides").get(image).asInt();
            Canvas canvas =
                    TestCanvas.of(3, side, side, planes(reference.get("images").get(image)), OUTSIDE);
            operation(one.get("operation").asText())
                    .apply(canvas, one.get("value").asDouble());
            byte[] expected = planes(one.get("expected"));
            for (int p = 0; p < canvas.plane && p < one.get("outside").size(); p++) {
                if (one.get("outside").get(p).asInt() == 1) {
                    for (int c = 0; c < 3; c++) {
                        expected[c * canvas.plane + p] = OUTSIDE;
                    }
                }
            }
            assertThat(canvas.pixels)
                    .as(one.get("operation") + " " + one.get("value") + " of image " + image)
                    .isEqualTo(expected);
        }
    }

    @Test
    void magnitudesAreThoseOfTheReference() {
        reference().get("magnitudes").properties().forEach(entry -> {
            for (int m = 1; m <= 9; m++) {
                double expected = entry.getValue().get(m - 1).asDouble();
                if (!entry.getKey().equals("cutout")) {
                    assertThat(RandAugment.strength(operation(entry.getKey()), m, 32, 32))
                            .as(entry.getKey() + " " + m)
                            .isEqualTo(expected);
                }
            }
        });
    }

    @Test
    void operationsAreThoseOfPillow() throws IOException {
        List<String> different = new ArrayList<>();
        String table;
        try (InputStream in = OperationTest.class.getResourceAsStream("operations-by-pillow.tsv")) {
            table = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        for (String line : table.split("\n", -1)) {
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            String[] cells = line.split("\t", -1);
            boolean dim = cells[3].equals("dim");
            int channels = cells[2].equals("L") ? 1 : 3;
            byte[] pixels = TestCanvas.pixels(channels, 32, 32, dim ? 30 : 0, dim ? 3 : 5);
            Canvas canvas = TestCanvas.of(channels, 32, 32, pixels, 0);
            if (!cells[0].equals("IMAGE")) {
                Operation operation = operation(cells[0]);
                operation.apply(canvas, RandAugment.strength(operation, Integer.parseInt(cells[1]), 32, 32));
            }
            CRC32 sum = new CRC32();
            sum.update(canvas.pixels);
            if (sum.getValue() != Long.parseLong(cells[4], 16)) {
                different.add(String.join(" ", Arrays.asList(cells).subList(0, 4)));
            }
        }
        assertThat(different).isEmpty();
    }

    @Test
    void pixelsAreThoseOfTheDefinitions() {
        byte[] levels = {(byte) 200, 127, (byte) 128, 100};
        assertThat(applied(Operation.POSTERIZE, 1, levels)[0]).isEqualTo((byte) 128);
        assertThat(applied(Operation.SOLARIZE, 128, levels)).startsWith(55, 127, 127);
        assertThat(applied(Operation.BRIGHTNESS, 0.28, levels)[3]).isEqualTo((byte) 28);
        assertThat(applied(Operation.TRANSLATE_X, 3, levels)).containsExactly(100, OUTSIDE, OUTSIDE, OUTSIDE);
        assertThat(applied(Operation.TRANSLATE_X, -40, levels)).containsOnly(OUTSIDE);
        assertThat(applied(Operation.IDENTITY, 1, levels)).isEqualTo(levels);
    }

    private static byte[] applied(Operation operation, double strength, byte[] row) {
        Canvas canvas = TestCanvas.of(1, 1, row.length, row, OUTSIDE);
        operation.apply(canvas, strength);
        return canvas.pixels;
    }
}
