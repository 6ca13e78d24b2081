package io.winnow.datasets.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Compares the pixels of all formats with those of a reference decoder; the head of the resource describes their origin. */
class DecodedByPillowTest {
    @SuppressWarnings("ArrayRecordComponent") // contents of a file; never compared
    private record Vector(int width, int height, byte[] file, byte[] rgb) {}

    private static Map<String, Vector> vectors() throws IOException {
        Map<String, Vector> vectors = new LinkedHashMap<>();
        Map<String, byte[]> pixels = new HashMap<>();
        try (InputStream in = DecodedByPillowTest.class.getResourceAsStream("decoded-by-pillow.tsv")) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.US_ASCII).split("\n", -1)) {
                if (!line.isEmpty() && !line.startsWith("#")) {
                    String[] cells = line.split("\t", -1);
                    byte[] rgb = cells[4].startsWith("=")
                            ? pixels.get(cells[4].substring(1))
                            : Base64.getDecoder().decode(cells[4]);
                    pixels.put(cells[0], rgb);
                    vectors.put(
                            cells[0],
                            new Vector(
                                    Integer.parseInt(cells[1]),
                                    Integer.parseInt(cells[2]),
                                    Base64.getDecoder().decode(cells[3]),
                                    rgb));
                }
            }
        }
        return vectors;
    }

    @Test
    void pixelsAreThoseOfTheReference() throws IOException {
        Map<String, Vector> vectors = vectors();
        assertThat(vectors).hasSizeGreaterThan(80);
        for (Map.Entry<String, Vector> each : vectors.entrySet()) {
            Vector vector = each.getValue();
            Image image = ImageDecoder.decode(each.getKey(), vector.file, DecodeOptions.of(3));
            assertThat(image.width()).as(each.getKey()).isEqualTo(vector.width);
            assertThat(image.height()).as(each.getKey()).isEqualTo(vector.height);
            int area = vector.width * vector.height;
            double sum = 0;
            int most = 0;
            for (int i = 0; i < 3 * area; i++) {
                int decoded = image.pixels()[i % 3 * area + i / 3] & 0xff;
                int difference = Math.abs(decoded - (vector.rgb[i] & 0xff));
                sum += difference;
                most = Math.max(most, difference);
            }
            // JPEG decoders may round differently; rounding in scaling and blending may differ by 1.
            boolean jpeg = each.getKey().endsWith(".jpg");
            assertThat(sum / (3 * area)).as(each.getKey()).isLessThan(jpeg ? 2 : 0.6);
            assertThat(most).as(each.getKey()).isLessThanOrEqualTo(jpeg ? 8 : 1);
        }
    }

    @Test
    void sizesAreReadFromHeaders() throws IOException {
        for (Map.Entry<String, Vector> each : vectors().entrySet()) {
            Vector vector = each.getValue();
            assertThat(ImageDecoder.size(each.getKey(), vector.file))
                    .as(each.getKey())
                    .isEqualTo(new ImageSize(vector.height, vector.width));
        }
        byte[] header = Arrays.copyOf(vectors().get("rgb.png").file, 50);
        assertThatThrownBy(() -> ImageDecoder.decode("cut", header, DecodeOptions.of(3)))
                .isInstanceOf(CorruptImageException.class);
        Vector whole = vectors().get("rgb.png");
        assertThat(ImageDecoder.size("cut", header))
                .as("no pixel is decoded")
                .isEqualTo(new ImageSize(whole.height, whole.width));
    }

    @Test
    void alterationsAreReported() throws IOException {
        Map<String, Vector> vectors = vectors();
        Map<String, Set<Alteration>> expected = Map.of(
                "rgb.png", Set.of(),
                "or6l.jpg", Set.of(Alteration.TURNED),
                "or9l.jpg", Set.of(),
                "xmp610.png", Set.of(Alteration.TURNED),
                "palt.png", Set.of(Alteration.FLATTENED),
                "rgba16.png", Set.of(Alteration.FLATTENED, Alteration.SCALED),
                "anim.gif", Set.of(Alteration.FIRST_OF_SEVERAL),
                "animated.webp", Set.of(Alteration.FLATTENED, Alteration.FIRST_OF_SEVERAL),
                "multi.tif", Set.of(Alteration.FIRST_OF_SEVERAL),
                "p5-4095.pgm", Set.of(Alteration.SCALED));
        for (Map.Entry<String, Set<Alteration>> each : expected.entrySet()) {
            byte[] file = vectors.get(each.getKey()).file;
            assertThat(ImageDecoder.decodeNoting(each.getKey(), file, DecodeOptions.of(3))
                            .alterations())
                    .as(each.getKey())
                    .isEqualTo(each.getValue());
        }
    }

    /** Missing parts of a file must never be made up. */
    @Test
    void truncatedFilesAreErrors() throws IOException {
        Map<String, Vector> vectors = vectors();
        // Of a file with several frames, the first may be complete in the first half of the file.
        vectors.keySet().removeAll(Set.of("anim.gif", "apng.png", "multi.tif"));
        for (Map.Entry<String, Vector> each : vectors.entrySet()) {
            byte[] half = Arrays.copyOf(each.getValue().file, each.getValue().file.length / 2);
            assertThatThrownBy(() -> ImageDecoder.decode(each.getKey(), half, DecodeOptions.of(3)))
                    .as(each.getKey())
                    .isInstanceOf(CorruptImageException.class)
                    .hasMessageContaining(each.getKey());
        }
    }
}
