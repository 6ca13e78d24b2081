package io.winnow.datasets.image;

import static io.winnow.datasets.image.TestImages.encoded;
import static io.winnow.datasets.image.TestImages.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class ImageDecoderTest {
    /** The only pixel of this common 1x1 image is black and transparent. */
    @Test
    void aTransparentWebpShowsTheBackground() throws IOException {
        byte[] encoded = Base64.getDecoder().decode("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==");
        assertThat(ImageDecoder.decode("k", encoded, DecodeOptions.of(3)).pixels())
                .containsExactly(-1, -1, -1);
        DecodeOptions coloured = DecodeOptions.of(3).withBackground(0x010203);
        assertThat(ImageDecoder.decode("k", encoded, coloured).pixels()).containsExactly(1, 2, 3);
    }

    @Test
    void errorsNameDamagedImages() {
        byte[] png = encoded("png", 40, 40, 3);
        for (byte[] bytes : List.of(text("no image"), new byte[0], Arrays.copyOf(png, 60))) {
            assertThatThrownBy(() -> ImageDecoder.decode("some/key.png", bytes, DecodeOptions.of(3)))
                    .isInstanceOf(CorruptImageException.class)
                    .hasMessageContaining("some/key.png");
        }
    }

    @Test
    void greyIsTheLumaOfColour() throws IOException {
        byte[] pixels = ImageDecoder.decode("k", encoded("png", 3, 1, 200), DecodeOptions.of(1))
                .pixels();
        assertThat(pixels[0] & 0xff).isBetween(21, 25);
    }

    @Test
    void aTruncatedJpegIsAnError() throws IOException {
        byte[] whole = encoded("jpg", 256, 256, 90);
        for (int length : new int[] {whole.length / 2, whole.length - 20, whole.length - 2}) {
            assertThatThrownBy(() ->
                            ImageDecoder.decode("some/key.jpg", Arrays.copyOf(whole, length), DecodeOptions.of(3)))
                    .as("%s of %s bytes", length, whole.length)
                    .isInstanceOf(CorruptImageException.class)
                    .hasMessageContaining("some/key.jpg: it is cut short");
        }
        // Data that some cameras write after an image is harmless.
        assertThat(ImageDecoder.decode("k", Arrays.copyOf(whole, whole.length + 50), DecodeOptions.of(3))
                        .pixels())
                .isEqualTo(ImageDecoder.decode("k", whole, DecodeOptions.of(3)).pixels());
    }

    private static int[] onBlack(BufferedImage image, int channels) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image, "png", out)).isTrue();
        byte[] pixels = ImageDecoder.decode(
                        "some/key.png",
                        out.toByteArray(),
                        DecodeOptions.of(channels).withBackground(0))
                .pixels();
        return IntStream.range(0, pixels.length).map(i -> pixels[i] & 0xff).toArray();
    }

    /** An image of grey values of 8 or 16 bits, with alpha. */
    private static BufferedImage greyAlpha(int type, int grey, int alpha) {
        ColorModel model = new ComponentColorModel(
                ColorSpace.getInstance(ColorSpace.CS_GRAY), true, false, Transparency.TRANSLUCENT, type);
        WritableRaster raster = model.createCompatibleWritableRaster(1, 1);
        raster.setSample(0, 0, 0, grey);
        raster.setSample(0, 0, 1, alpha);
        return new BufferedImage(model, raster, false, null);
    }

    @Test
    void greyValuesAreUsedAsStored() throws IOException {
        BufferedImage deep = new BufferedImage(2, 1, BufferedImage.TYPE_USHORT_GRAY);
        deep.getRaster().setSample(0, 0, 0, 100 << 8 | 7);
        deep.getRaster().setSample(1, 0, 0, 65535);
        assertThat(onBlack(deep, 1)).containsExactly(100, 255);
        assertThat(onBlack(deep, 3)).containsExactly(100, 255, 100, 255, 100, 255);
        assertThat(onBlack(greyAlpha(DataBuffer.TYPE_BYTE, 100, 255), 1)).containsExactly(100);
        assertThat(onBlack(greyAlpha(DataBuffer.TYPE_USHORT, 100 << 8 | 7, 0xffff), 1))
                .containsExactly(100);
    }

    @Test
    void transparentPixelsShowTheBackground() throws IOException {
        // 200, 100 and 50 with an opacity of 128/255 give 100.4, 50.2 and 25.1.
        BufferedImage colour = new BufferedImage(3, 1, BufferedImage.TYPE_INT_ARGB);
        colour.setRGB(0, 0, 0x00c86432);
        colour.setRGB(1, 0, 0x80c86432);
        colour.setRGB(2, 0, 0xffc86432);
        assertThat(onBlack(colour, 3)).containsExactly(0, 100, 200, 0, 50, 100, 0, 25, 50);

        byte[] alphas = {0, (byte) 128, (byte) 255};
        byte[] reds = {(byte) 200, (byte) 200, (byte) 200};
        byte[] greens = {100, 100, 100};
        byte[] blues = {50, 50, 50};
        IndexColorModel palette = new IndexColorModel(8, 3, reds, greens, blues, alphas);
        BufferedImage indexed = new BufferedImage(3, 1, BufferedImage.TYPE_BYTE_INDEXED, palette);
        indexed.getRaster().setSamples(0, 0, 3, 1, 0, new int[] {0, 1, 2});
        assertThat(onBlack(indexed, 3)).containsExactly(0, 100, 200, 0, 50, 100, 0, 25, 50);

        assertThat(onBlack(greyAlpha(DataBuffer.TYPE_BYTE, 200, 128), 3)).containsExactly(100, 100, 100);
        assertThat(onBlack(greyAlpha(DataBuffer.TYPE_BYTE, 200, 0), 1)).containsExactly(0);
        assertThat(onBlack(greyAlpha(DataBuffer.TYPE_USHORT, 200 * 257, 128 * 257), 1))
                .containsExactly(100);
    }
}
