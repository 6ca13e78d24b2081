package io.winnow.datasets.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Compares resized images with those of Pillow, byte for byte; the head of the resource describes their origin. */
class ResizedByPillowTest {
    private static List<String[]> vectors() throws IOException {
        try (InputStream in = ResizedByPillowTest.class.getResourceAsStream("resized-by-pillow.tsv")) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\t", -1))
                    .toList();
        }
    }

    private static Image image(String name, int channels) throws IOException {
        try (InputStream in = ResizedByPillowTest.class.getResourceAsStream("resize-" + name)) {
            return ImageDecoder.decode(name, in.readAllBytes(), DecodeOptions.of(channels));
        }
    }

    private static ImageSize size(String text) {
        String[] sides = text.split("x", -1);
        return new ImageSize(Integer.parseInt(sides[0]), Integer.parseInt(sides[1]));
    }

    private static Resize rule(String text, String filterName, String offsetName) {
        String[] parts = text.split(":", -1);
        Resampling filter = Resampling.valueOf(filterName.toUpperCase(Locale.ROOT));
        CropOffset offset = CropOffset.valueOf(offsetName.toUpperCase(Locale.ROOT));
        if (parts[0].equals("shorter_side")) {
            return new Resize.ShorterSide(Integer.parseInt(parts[1]), filter, offset);
        }
        ImageSize size = size(parts[1]);
        return new Resize.Stretched(size.height(), size.width(), filter, offset);
    }

    /** Interleaves the channels. */
    private static String digest(Image image) throws NoSuchAlgorithmException {
        int area = image.height() * image.width();
        byte[] interleaved = new byte[image.pixels().length];
        for (int i = 0; i < interleaved.length; i++) {
            interleaved[i] = image.pixels()[i % image.channels() * area + i / image.channels()];
        }
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(interleaved));
    }

    @Test
    void pixelsAreThoseOfPillow() throws Exception {
        List<String[]> vectors = vectors();
        assertThat(vectors).hasSizeGreaterThan(50);
        for (String[] cells : vectors) {
            Image image = image(cells[1], Integer.parseInt(cells[2]));
            ImageSize size = new ImageSize(Integer.parseInt(cells[8]), Integer.parseInt(cells[9]));
            Image resized = rule(cells[5], cells[6], cells[7])
                    .apply(new PlanarPixels(image, size(cells[3]), Integer.parseInt(cells[4])), size);
            assertThat(resized.size()).as(cells[0]).isEqualTo(size);
            assertThat(digest(resized)).as(cells[0]).isEqualTo(cells[10]);
        }
    }

    @Test
    void cropOfResizedImageIsComputedAlone() throws IOException {
        Image image = image("b.png", 3);
        Resize rule = new Resize.ShorterSide(64, Resampling.BICUBIC, CropOffset.FLOOR);
        Image whole = rule.apply(Pixels.of(image), new ImageSize(86, 64));
        Image part = new Framing(rule, new ImageSize(50, 41), false).apply(image);
        for (int c = 0; c < 3; c++) {
            for (int y = 0; y < 50; y++) {
                int from = (c * 86 + 18 + y) * 64 + 11;
                int at = (c * 50 + y) * 41;
                assertThat(Arrays.copyOfRange(part.pixels(), at, at + 41))
                        .isEqualTo(Arrays.copyOfRange(whole.pixels(), from, from + 41));
            }
        }
    }

    /** Torchvision rounds as Python does: half to even; the offset of an odd margin depends on it. */
    @Test
    void offsetsAreRoundedAsTheirLibrariesDo() {
        assertThat(CropOffset.HALF_EVEN.of(35, 32)).isEqualTo(2);
        assertThat(CropOffset.HALF_EVEN.of(41, 32)).isEqualTo(4);
        assertThat(CropOffset.HALF_EVEN.of(42, 32)).isEqualTo(5);
        assertThat(CropOffset.FLOOR.of(35, 32)).isEqualTo(1);
        assertThat(CropOffset.FLOOR.of(41, 32)).isEqualTo(4);
    }

    @Test
    void resizedImageMustHaveRoomForTheCrop() {
        Resize shorter = new Resize.ShorterSide(224, Resampling.BICUBIC, CropOffset.FLOOR);
        assertThatThrownBy(() -> new Framing(shorter, new ImageSize(224, 256), false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Images are resized to 224x224 pixels, from which 224x256 cannot be cropped."
                        + " Resize them to at least the size of the crop.");
    }

    @Test
    void imagesForCropsAreTheResizedImages() {
        Resize shorter = new Resize.ShorterSide(256, Resampling.BILINEAR, CropOffset.HALF_EVEN);
        assertThat(new Framing(shorter, ImageSize.square(224), true).forCrops(1))
                .isEqualTo(new Framing(shorter, ImageSize.square(256), true));
        Resize stretched = new Resize.Stretched(32, 48, Resampling.BILINEAR, CropOffset.FLOOR);
        assertThat(new Framing(stretched, new ImageSize(32, 48), false).forCrops(2))
                .isEqualTo(new Framing(
                        new Resize.Stretched(64, 96, Resampling.BILINEAR, CropOffset.FLOOR),
                        new ImageSize(64, 96),
                        false));
        assertThat(Framing.centred(ImageSize.square(32)).forCrops(1)).isEqualTo(Framing.centred(ImageSize.square(32)));
    }
}
