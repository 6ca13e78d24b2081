package io.winnow.datasets.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.datasets.image.Image;
import io.winnow.datasets.image.Luma;
import io.winnow.datasets.numeric.ChiSquare;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Compares with ../shared/reference/dataset-report and with closed forms. */
class StatisticsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static JsonNode read(String resource) throws IOException {
        try (InputStream in = StatisticsTest.class.getResourceAsStream(resource)) {
            return JSON.readTree(in);
        }
    }

    @Test
    void statisticsOfImagesAreThoseOfTheReference() throws IOException {
        for (JsonNode each : read("/io/winnow/datasets/duplicate/images.json").get("images")) {
            Image image = image(JSON.convertValue(each.get("rgb"), int[][][].class));
            ImageStatistics found = ImageStatistics.of(image, Luma.of(image));
            JsonNode expected = each.get("statistics");
            assertThat(found.brightness()).isEqualTo(expected.get("brightness").asDouble(), within(1e-9));
            assertThat(found.contrast()).isEqualTo(expected.get("contrast").asDouble(), within(1e-9));
            assertThat(found.sharpness()).isEqualTo(expected.get("sharpness").asDouble(), within(1e-6));
            assertThat(found.entropy()).isEqualTo(expected.get("entropy").asDouble(), within(1e-9));
            assertThat(found.uniform()).isEqualTo(each.get("name").asText().equals("constant"));
            assertThat(found.grey()).isEqualTo(!each.get("name").asText().equals("random"));
        }
    }

    private static Image image(int[][][] rows) {
        int height = rows.length;
        int width = rows[0].length;
        byte[] pixels = new byte[3 * height * width];
        for (int p = 0; p < pixels.length; p++) {
            pixels[p] = (byte) rows[p / width % height][p % width][p / width / height];
        }
        return new Image(3, height, width, pixels);
    }

    /** With 14 x 14 interior pixels, half are black, so that the Laplacian is +-4 * 255 equally often. */
    @Test
    void aCheckerboardHasTheLargestSharpness() {
        byte[] pixels = new byte[256];
        for (int p = 0; p < pixels.length; p++) {
            pixels[p] = (byte) ((p + p / 16) % 2 == 0 ? 0 : 255);
        }
        Image image = new Image(1, 16, 16, pixels);
        ImageStatistics found = ImageStatistics.of(image, Luma.of(image));
        assertThat(found.sharpness()).isEqualTo(1_040_400, within(1e-6));
        assertThat(found.entropy()).isEqualTo(1, within(1e-12));
        Image pixel = new Image(1, 1, 2, new byte[2]);
        assertThat(ImageStatistics.of(pixel, Luma.of(pixel)).sharpness()).isZero();
        assertThat(ImageStatistics.of(pixel, Luma.of(pixel)).aspect()).isEqualTo(2);
    }

    @Test
    void associationAndBalanceAreThoseOfTheReference() throws IOException {
        JsonNode expected = read("statistics.json");
        for (JsonNode each : expected.get("cramer")) {
            double[][] table = JSON.convertValue(each.get("table"), double[][].class);
            assertThat(Association.of(table).cramersV()).isEqualTo(each.get("v").asDouble(), within(1e-9));
        }
        for (JsonNode each : expected.get("effective classes")) {
            double[] counts = JSON.convertValue(each.get(0), double[].class);
            assertThat(Balance.of(counts).effectiveClasses())
                    .isEqualTo(each.get(1).asDouble(), within(1e-9));
        }
    }

    @Test
    void proportionalRowsAreIndependent() {
        Association none = Association.of(new double[][] {{10, 20, 0}, {20, 40, 0}});
        assertThat(none.cramersV()).isEqualTo(0, within(1e-12));
        assertThat(none.p()).isEqualTo(1, within(1e-9));
        assertThat(Association.of(new double[][] {{5, 0, 7}, {0, 0, 0}})).isEqualTo(new Association(0, 1));
        assertThat(Balance.of(new double[] {97, 0, 1, 1, 1}).ratio()).isEqualTo(97);
    }

    /** For two degrees of freedom, the tail is exp(-x / 2); the others are quantiles from tables of the distribution. */
    @Test
    void tailsOfChiSquare() {
        for (double x : new double[] {0.1, 1, 3.9, 4.1, 20, 300}) {
            assertThat(ChiSquare.tail(x, 2)).isEqualTo(Math.exp(-x / 2), within(1e-12));
            // For four degrees, it is exp(-x / 2) (1 + x / 2).
            assertThat(ChiSquare.tail(x, 4)).isEqualTo(Math.exp(-x / 2) * (1 + x / 2), within(1e-12));
        }
        assertThat(ChiSquare.tail(3.841458820694124, 1)).isEqualTo(0.05, within(1e-10));
        assertThat(ChiSquare.tail(18.307038053275146, 10)).isEqualTo(0.05, within(1e-10));
        assertThat(ChiSquare.tail(124.3421134, 100)).isEqualTo(0.05, within(1e-8));
        assertThat(ChiSquare.tail(0, 5)).isEqualTo(1);
    }

    @Test
    void effectSizeIsTheDifferenceInPooledDeviations() {
        double[] values = {1, 2, 3, 5, 6, 7};
        boolean[] member = {true, true, true, false, false, false};
        // Both groups have a variance of 1, and their means differ by 4.
        assertThat(EffectSize.of(values, member)).isEqualTo(-4, within(1e-12));
        assertThat(EffectSize.of(new double[] {1, 1, 1}, new boolean[] {true, false, false}))
                .isZero();
        assertThat(EffectSize.of(new double[] {2, 1, 1}, new boolean[] {true, false, false}))
                .isInfinite();
        double[] shifted = Arrays.stream(values).map(each -> 1e6 + 3 * each).toArray();
        assertThat(EffectSize.of(shifted, member)).isEqualTo(-4, within(1e-9));
    }
}
