package io.winnow.trainer.modality.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.augment.ImageAugmentation;
import io.winnow.datasets.image.CropOffset;
import io.winnow.datasets.image.DecodeOptions;
import io.winnow.datasets.image.Framing;
import io.winnow.datasets.image.ImageDataset;
import io.winnow.datasets.image.ImageSize;
import io.winnow.datasets.image.Resampling;
import io.winnow.datasets.image.Resize;
import io.winnow.datasets.image.SyntheticShapes;
import io.winnow.datasets.loader.ImageBatch;
import io.winnow.datasets.loader.ImageLoader;
import io.winnow.trainer.modality.Views;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ViewSourceTest {
    private static final int COUNT = 5;
    private static final ImageDataset IMAGES = new SyntheticShapes(COUNT, 48, 1);
    private static final int[] ALL = IntStream.range(0, COUNT).toArray();

    private static ImagePreprocessing preprocessing(Resize resize) {
        return new ImagePreprocessing(
                DecodeOptions.of(3), 32, 32, List.of(0.4f, 0.5f, 0.6f), List.of(0.2f, 0.3f, 0.25f), resize, false);
    }

    private static Optional<PhotographsConfig> cropFrom(int side) {
        return Optional.of(new PhotographsConfig(false, Optional.of(side)));
    }

    private static AugmentationConfig config(ImageAugmentation options) {
        return new AugmentationConfig(
                options.minScale(),
                options.maxRatio(),
                options.flip(),
                options.colorJitter(),
                options.brightness(),
                options.contrast(),
                options.saturation(),
                options.hue(),
                options.grayscale(),
                options.blur(),
                options.maxSigma(),
                Optional.empty());
    }

    /** Reads the images as the source wants them, and returns a view of each. */
    private static NDArray view(ViewSource source, ImageAugmentation augmentation, NDManager manager) {
        Views views = source.of(Optional.of(config(augmentation)), Views.Strength.WEAK);
        ImagePass pass = new ImagePass(source.preprocessing(), 0);
        try (ImageLoader loader = new ImageLoader(IMAGES, ALL, pass.options(COUNT, source.framing()));
                ImageLoader.Batches batches = loader.inOrder();
                ImageBatch batch = batches.next()) {
            return views.of(batch.examples(manager), 0, 7, 1).duplicate();
        }
    }

    @Test
    void largestCentredPartIsTheSourceOfViews() {
        ImagePreprocessing preprocessing = preprocessing(new Resize.CentredPart());
        ViewSource source = ViewSource.of(preprocessing, Optional.empty());
        assertThat(source.framing())
                .isEqualTo(preprocessing.framing())
                .isEqualTo(Framing.centred(ImageSize.square(32)));
        assertThat(source.centre()).isEqualTo(ImageSize.square(32));
    }

    @Test
    void cropsStartFromTheResizedImageOfAPublishedRule() {
        ImagePreprocessing preprocessing =
                preprocessing(new Resize.ShorterSide(40, Resampling.BICUBIC, CropOffset.HALF_EVEN));
        ViewSource source = ViewSource.of(preprocessing, Optional.empty());
        assertThat(source.framing().size()).isEqualTo(ImageSize.square(40));
        try (NDManager manager = NDManager.newBaseManager()) {
            // Without random crops, a view is the preprocessed image itself.
            NDArray expected = preprocessing.map(IMAGES, ALL, COUNT, 0, manager, batch -> batch.reshape(COUNT, -1));
            NDArray plain = view(source, ImageAugmentation.NONE, manager);
            assertThat(plain.getShape()).isEqualTo(new Shape(COUNT, 3, 32, 32));
            assertThat(plain.toFloatArray()).isEqualTo(expected.toFloatArray());
            NDArray crops = view(source, ImageAugmentation.CONTRASTIVE, manager);
            assertThat(crops.getShape()).isEqualTo(new Shape(COUNT, 3, 32, 32));
            assertThat(crops.toFloatArray()).isNotEqualTo(plain.toFloatArray());
        }
    }

    @Test
    void cropsCanStartFromLargerImages() {
        ViewSource centred = ViewSource.of(preprocessing(new Resize.CentredPart()), cropFrom(48));
        assertThat(centred.framing()).isEqualTo(Framing.centred(ImageSize.square(48)));
        ViewSource shorter = ViewSource.of(
                preprocessing(new Resize.ShorterSide(40, Resampling.BICUBIC, CropOffset.HALF_EVEN)), cropFrom(64));
        assertThat(shorter.framing())
                .isEqualTo(new Framing(
                        new Resize.ShorterSide(80, Resampling.BICUBIC, CropOffset.HALF_EVEN),
                        ImageSize.square(80),
                        false));
        assertThat(shorter.centre()).isEqualTo(ImageSize.square(64));
        try (NDManager manager = NDManager.newBaseManager()) {
            assertThat(view(shorter, ImageAugmentation.NONE, manager).getShape())
                    .isEqualTo(new Shape(COUNT, 3, 32, 32));
        }
    }

    @Test
    void cropsAreNotCutFromSmallerImages() {
        assertThatThrownBy(() -> ViewSource.of(preprocessing(new Resize.CentredPart()), cropFrom(31)))
                .isInstanceOf(UserException.class)
                .hasMessage("data.photographs.crop_from is 31, but the images have a side length of 32 pixels."
                        + " Set it to at least 32, or leave it out.");
    }

    @Test
    void servedImagesAndReadersObeyTheRule() throws IOException {
        ImagePreprocessing preprocessing =
                preprocessing(new Resize.ShorterSide(40, Resampling.BICUBIC, CropOffset.FLOOR));
        try (NDManager manager = NDManager.newBaseManager()) {
            byte[] served = preprocessing
                    .served(IMAGES, new int[] {3}, 0, manager)
                    .singletonOrThrow()
                    .toByteArray();
            assertThat(served)
                    .isEqualTo(preprocessing.framing().apply(IMAGES.item(3)).pixels());
        }
        assertThat(new ImageServing(preprocessing).reading())
                .contains("The shorter side is scaled to 40 pixels")
                .contains("the centre of 32x32 pixels is cropped, with the offset rounded down");
    }
}
