package io.winnow.datasets.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.datasets.label.NoLabels;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConvertedImagesTest {
    private record One(Image image) implements ImageDataset {
        @Override
        public Description description() {
            return new Description("one", image.channels(), Optional.of(image.size()), new NoLabels(1), "print");
        }

        @Override
        public Image item(int index) {
            return image;
        }

        @Override
        public String key(int index) {
            return "key";
        }
    }

    @Test
    void theGreyChannelIsThatOfEachColour() throws IOException {
        ImageDataset grey = new One(new Image(1, 1, 2, new byte[] {7, (byte) 200}));
        ImageDataset colour = ConvertedImages.greyAsColour(grey, 3);
        assertThat(colour.channels()).isEqualTo(3);
        assertThat(colour.fingerprint()).isEqualTo("print");
        assertThat(colour.key(0)).isEqualTo("key");
        assertThat(colour.item(0).pixels()).containsExactly(new byte[] {7, (byte) 200, 7, (byte) 200, 7, (byte) 200});
        assertThat(colour.decode(0).image().pixels())
                .containsExactly(new byte[] {7, (byte) 200, 7, (byte) 200, 7, (byte) 200});
        Framing framing = new Framing(new Resize.CentredPart(), ImageSize.square(1), false);
        byte[] framed = grey.framed(0, framing).pixels();
        assertThat(colour.framed(0, framing).pixels()).containsExactly(framed[0], framed[0], framed[0]);
    }

    @Test
    void otherImagesStayAsTheyAre() {
        ImageDataset grey = new One(new Image(1, 1, 1, new byte[] {7}));
        ImageDataset colour = new One(new Image(3, 1, 1, new byte[] {7, 8, 9}));
        assertThat(ConvertedImages.greyAsColour(grey, 1)).isSameAs(grey);
        assertThat(ConvertedImages.greyAsColour(colour, 3)).isSameAs(colour);
        assertThat(ConvertedImages.greyAsColour(colour, 1)).isSameAs(colour);
    }

    @Test
    void coloursBecomeTheGreyThatDecodingGives() throws IOException {
        byte[] file = TestImages.encoded("png", 5, 4, 90);
        Image colour = ImageDecoder.decode("colour", file, DecodeOptions.of(3));
        Image grey = ImageDecoder.decode("grey", file, DecodeOptions.of(1));
        ImageDataset converted = ConvertedImages.of(new One(colour), 1);
        assertThat(converted.channels()).isEqualTo(1);
        assertThat(converted.item(0).pixels()).isEqualTo(grey.pixels());
        assertThat(ConvertedImages.of(new One(grey), 3).item(0).pixels()).hasSize(3 * grey.pixels().length);
        ImageDataset same = new One(grey);
        assertThat(ConvertedImages.of(same, 1)).isSameAs(same);
    }
}
