package io.winnow.datasets.duplicate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.datasets.image.Image;
import io.winnow.datasets.image.Luma;
import java.io.IOException;
import java.io.InputStream;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DifferenceHashTest {
    @Test
    void hashesAndLumaAreThoseOfTheReference() throws IOException {
        try (InputStream in = DifferenceHashTest.class.getResourceAsStream("images.json")) {
            for (JsonNode each : new ObjectMapper().readTree(in).get("images")) {
                Luma luma = Luma.of(image(each.get("rgb")));
                assertThat(String.format("%016x", DifferenceHash.of(luma)))
                        .isEqualTo(each.get("dhash").asText());
                JsonNode statistics = each.get("statistics");
                assertThat(luma.mean() / 255)
                        .isEqualTo(statistics.get("brightness").asDouble(), within(1e-12));
                assertThat(luma.std() / 255)
                        .isEqualTo(statistics.get("contrast").asDouble(), within(1e-12));
            }
        }
    }

    private static Image image(JsonNode rows) {
        int height = rows.size();
        int width = rows.get(0).size();
        byte[] pixels = new byte[3 * height * width];
        for (int c = 0; c < 3; c++) {
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    pixels[(c * height + y) * width + x] =
                            (byte) rows.get(y).get(x).get(c).asInt();
                }
            }
        }
        return new Image(3, height, width, pixels);
    }

    @Test
    void aRampDiffersFromItsMirrorImageInAllBits() {
        for (int side : new int[] {9, 28, 31, 100}) {
            byte[] rising = new byte[side * side];
            for (int p = 0; p < rising.length; p++) {
                rising[p] = (byte) (2 * (p % side));
            }
            Luma luma = Luma.of(new Image(1, side, side, rising));
            assertThat(DifferenceHash.of(luma)).isEqualTo(-1);
            assertThat(DifferenceHash.mirrored(luma)).isZero();
            // Steps are 2 * side / 9 grey levels wide, and at least 4 count.
            assertThat(DifferenceHash.steady(luma)).isEqualTo(side >= 28 ? -1 : 0);
            assertThat(DifferenceHash.mirroredSteady(luma)).isZero();
        }
    }

    /** Repeats each pixel so often that every rectangle consists of whole pixels. */
    @Test
    void scalingByAreaTakesTheMeanOfPartsOfPixels() {
        Random random = new Random(2);
        int height = 7;
        int width = 10;
        byte[] pixels = new byte[3 * height * width];
        random.nextBytes(pixels);
        Luma luma = Luma.of(new Image(3, height, width, pixels));
        for (int[] size : new int[][] {{3, 4}, {8, 9}, {1, 1}, {7, 10}, {20, 13}}) {
            double[] scaled = luma.scaled(size[0], size[1]);
            for (int y = 0; y < size[0]; y++) {
                for (int x = 0; x < size[1]; x++) {
                    double sum = 0;
                    for (int i = y * height; i < (y + 1) * height; i++) {
                        for (int j = x * width; j < (x + 1) * width; j++) {
                            sum += luma.thousandths()[i / size[0] * width + j / size[1]];
                        }
                    }
                    assertThat(scaled[y * size[1] + x]).isEqualTo(sum / 1000 / (height * width), within(1e-9));
                }
            }
        }
    }
}
