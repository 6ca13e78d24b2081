package io.winnow.datasets.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class MirroredImagesTest {
    /** With an odd margin, a crop of the mirror image would be another part than the mirror image of the crop. */
    @Test
    void whatTheNetworkSeesIsMirrored() throws IOException {
        ImageDataset images = new SyntheticShapes(3, 31, 1);
        Framing framing = new Framing(
                new Resize.ShorterSide(31, Resampling.BICUBIC, CropOffset.FLOOR), ImageSize.square(24), false);
        MirroredImages mirrored = new MirroredImages(images);
        for (int i = 0; i < 3; i++) {
            Image plain = images.framed(i, framing);
            Image turned = mirrored.framed(i, framing);
            for (int row = 0; row < 3 * 24; row++) {
                for (int x = 0; x < 24; x++) {
                    assertThat(turned.pixels()[row * 24 + x]).isEqualTo(plain.pixels()[row * 24 + 23 - x]);
                }
            }
        }
    }
}
