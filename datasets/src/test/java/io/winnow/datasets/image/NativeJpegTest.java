package io.winnow.datasets.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** Compares images that are decoded at reduced size with Pillow's; the head of the resource describes their origin. */
class NativeJpegTest {
    private static final DecodeOptions COLOR = DecodeOptions.of(3);

    /** A reduction by 4 leaves more than twice the pixels of the result, which is 24 times 24. */
    private static final Framing FRAMING =
            new Framing(new Resize.ShorterSide(24, Resampling.BICUBIC, CropOffset.FLOOR), ImageSize.square(24), true);

    @SuppressWarnings("ArrayRecordComponent") // contents of a file; never compared
    private record Photograph(String name, byte[] file, List<String> drafts, byte[] resized) {}

    private static List<Photograph> photographs() throws IOException {
        List<Photograph> all = new ArrayList<>();
        try (InputStream in = NativeJpegTest.class.getResourceAsStream("photographs-by-pillow.tsv")) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .filter(each -> !each.startsWith("#"))
                    .toList()) {
                String[] cells = line.split("\t", -1);
                all.add(new Photograph(
                        cells[0],
                        Base64.getDecoder().decode(cells[1]),
                        List.of(cells[2], cells[3], cells[4]),
                        Base64.getDecoder().decode(cells[5])));
            }
        }
        return all;
    }

    private static byte[] interleaved(Image image) {
        int area = image.height() * image.width();
        byte[] pixels = new byte[3 * area];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = image.pixels()[i % 3 * area + i / 3];
        }
        return pixels;
    }

    /** The images are bigger than a screen of numbers, so that the reference holds their digests. */
    @Test
    void reducedPixelsAreThoseOfPillow() throws Exception {
        for (Photograph each : photographs()) {
            JpegFrame frame = JpegFrame.of(each.file).orElseThrow();
            for (int i = 0; i < 3; i++) {
                int reduction = 2 << i;
                Image reduced = NativeJpeg.decode(each.file, frame, COLOR, reduction, Pixels::image)
                        .orElseThrow();
                assertThat(reduced.size())
                        .isEqualTo(new ImageSize((203 + reduction - 1) / reduction, (317 + reduction - 1) / reduction));
                assertThat(HexFormat.of()
                                .formatHex(MessageDigest.getInstance("SHA-256").digest(interleaved(reduced))))
                        .as(each.name + " at 1/" + reduction)
                        .isEqualTo(each.drafts.get(i));
            }
        }
    }

    /** Files that the library cannot decode, and systems on which it does not run, have ImageIO. */
    @Test
    void pixelsOfTheFullSizeAreThoseOfImageIo() throws IOException {
        List<byte[]> files = new ArrayList<>();
        for (Photograph each : photographs()) {
            files.add(each.file);
        }
        for (int side : new int[] {1, 2, 3, 7, 8, 17, 33}) {
            files.add(TestImages.encoded("jpg", side, 40 - side, side));
        }
        for (byte[] file : files) {
            JpegFrame frame = JpegFrame.of(file).orElseThrow();
            BufferedImage expected = ImageIO.read(new ByteArrayInputStream(file));
            for (DecodeOptions options : List.of(COLOR, DecodeOptions.of(1))) {
                PixelWriter writer = new PixelWriter(options, expected.getHeight(), expected.getWidth());
                writer.write(expected, FileFacts.of(ImageFormat.JPEG, file));
                assertThat(NativeJpeg.decode(file, frame, options, 1, Pixels::image)
                                .orElseThrow()
                                .pixels())
                        .as(frame.toString())
                        .isEqualTo(writer.image().pixels());
            }
        }
    }

    @Test
    void resizedPixelsAreWithinOneGreyLevelOfFullDecoding() throws IOException {
        assertThat(FRAMING.reduction(new ImageSize(203, 317))).isEqualTo(4);
        for (Photograph each : photographs()) {
            byte[] resized = interleaved(ImageDecoder.decode(each.name, each.file, COLOR, FRAMING));
            double sum = 0;
            for (int i = 0; i < resized.length; i++) {
                sum += Math.abs((resized[i] & 0xff) - (each.resized[i] & 0xff));
            }
            assertThat(sum / resized.length).as(each.name).isLessThan(1).isGreaterThan(0);
        }
    }

    @Test
    void fullDecodingGivesTheResizedPixelsOfPillow() throws IOException {
        Framing whole = new Framing(FRAMING.resize(), FRAMING.size(), false);
        for (Photograph each : photographs()) {
            assertThat(interleaved(ImageDecoder.decode(each.name, each.file, COLOR, whole)))
                    .as(each.name)
                    .isEqualTo(each.resized);
        }
    }

    @Test
    void orientationIsApplied() throws IOException {
        byte[] file = TestImages.encoded("jpg", 256, 208, 7);
        Framing upright = new Framing(
                new Resize.Stretched(16, 12, Resampling.BILINEAR, CropOffset.FLOOR), new ImageSize(16, 12), true);
        Framing stored = new Framing(
                new Resize.Stretched(12, 16, Resampling.BILINEAR, CropOffset.FLOOR), new ImageSize(12, 16), true);
        assertThat(upright.reduction(new ImageSize(256, 208))).isEqualTo(8);
        byte[] turned = ImageDecoder.decode("turned", withOrientation(file, 6), COLOR, upright)
                .pixels();
        byte[] expected = Orientation.upright(ImageDecoder.decode("stored", file, COLOR, stored), 6)
                .pixels();
        for (int i = 0; i < expected.length; i++) {
            // The two passes of the filter are rounded in the other order.
            assertThat(turned[i] & 0xff).isBetween((expected[i] & 0xff) - 2, (expected[i] & 0xff) + 2);
        }
    }

    /** The last column and row of such an image stand for fewer pixels and would come first, so that it is decoded in full size. */
    @Test
    void turnedImagesAreReducedOnlyIfTheFactorDividesTheirSize() throws IOException {
        byte[] file = withOrientation(photographs().get(0).file, 3);
        Framing whole = new Framing(FRAMING.resize(), FRAMING.size(), false);
        assertThat(ImageDecoder.decode("turned", file, COLOR, FRAMING).pixels())
                .isEqualTo(ImageDecoder.decode("turned", file, COLOR, whole).pixels());
    }

    /** Inserts a segment with EXIF after the first marker. */
    private static byte[] withOrientation(byte[] file, int orientation) throws IOException {
        byte[] exif = HexFormat.of()
                .parseHex("ffe10022" + "457869660000" + "4d4d002a00000008" + "0001" + "0112000300000001" + "000"
                        + orientation + "0000" + "00000000");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(file, 0, 2);
        out.write(exif);
        out.write(file, 2, file.length - 2);
        return out.toByteArray();
    }

    @Test
    void greyOfAColourPhotographIsItsLuma() throws IOException {
        Photograph photograph = photographs().get(0);
        Image grey = ImageDecoder.decode("grey", photograph.file, DecodeOptions.of(1), FRAMING);
        Image color = ImageDecoder.decode("colour", photograph.file, COLOR, FRAMING);
        int area = 24 * 24;
        for (int i = 0; i < area; i++) {
            double luma = 0.299 * (color.pixels()[i] & 0xff)
                    + 0.587 * (color.pixels()[area + i] & 0xff)
                    + 0.114 * (color.pixels()[2 * area + i] & 0xff);
            assertThat((double) (grey.pixels()[i] & 0xff)).isBetween(luma - 2, luma + 2);
        }
    }

    @Test
    void damagedFilesAreErrorsAsInFullDecoding() throws IOException {
        for (Photograph each : photographs()) {
            byte[] cut = Arrays.copyOf(each.file, each.file.length * 2 / 3);
            assertThat(JpegFrame.of(cut)).isEmpty();
            assertThatThrownBy(() -> ImageDecoder.decode(each.name, cut, COLOR, FRAMING))
                    .isInstanceOf(CorruptImageException.class)
                    .hasMessageContaining(each.name);
        }
    }

    /** The decoder's warnings mean that another decoder must judge the file. */
    @Test
    void filesWithWarningsAreDecodedInFullSize() throws IOException {
        byte[] file = photographs().get(0).file;
        byte[] cut = Arrays.copyOf(file, file.length * 2 / 3);
        cut[cut.length - 2] = (byte) 0xff;
        cut[cut.length - 1] = (byte) 0xd9;
        JpegFrame frame = JpegFrame.of(cut).orElseThrow();
        assertThat(NativeJpeg.decode(cut, frame, COLOR, 2, Pixels::image)).isEmpty();
    }

    @Test
    void onlyUsualFilesAreDecodedAtReducedSize() throws IOException {
        byte[] file = photographs().get(0).file;
        assertThat(JpegFrame.of(file)).isEqualTo(Optional.of(new JpegFrame(new ImageSize(203, 317), 3)));
        byte[] trailing = Arrays.copyOf(file, file.length + 100);
        assertThat(JpegFrame.of(trailing)).isPresent();
        assertThat(JpegFrame.of(TestImages.encoded("png", 8, 8, 0))).isEmpty();
        assertThat(JpegFrame.of(Arrays.copyOf(file, 40))).isEmpty();
        // Adobe's segment says that the colours are stored as they are (transform 0).
        byte[] adobe = HexFormat.of().parseHex("ffee000e41646f626500640000000000");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(file, 0, 2);
        out.write(adobe);
        out.write(file, 2, file.length - 2);
        assertThat(JpegFrame.of(out.toByteArray())).isEmpty();
    }

    @Test
    void smallImagesAreNotReduced() {
        assertThat(FRAMING.reduction(new ImageSize(95, 400))).isEqualTo(1);
        assertThat(FRAMING.reduction(new ImageSize(96, 400))).isEqualTo(2);
        assertThat(FRAMING.reduction(new ImageSize(4000, 3000))).isEqualTo(8);
        assertThat(new Framing(FRAMING.resize(), FRAMING.size(), false).reduction(new ImageSize(4000, 3000)))
                .isEqualTo(1);
        Resize nearest = new Resize.Stretched(8, 8, Resampling.NEAREST, CropOffset.FLOOR);
        assertThat(new Framing(nearest, ImageSize.square(8), true).reduction(new ImageSize(4000, 3000)))
                .isEqualTo(1);
    }
}
