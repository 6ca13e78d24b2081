package io.winnow.trainer.modality.image;

import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.image.AlterationCounts;
import io.winnow.datasets.image.CorruptImageException;
import io.winnow.datasets.image.ImageDataset;
import io.winnow.datasets.image.ImageSize;
import io.winnow.datasets.image.ImageSource;
import io.winnow.datasets.inspect.Thumbnail;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.label.NoLabels;
import io.winnow.datasets.loader.ExampleLoader;
import io.winnow.datasets.loader.ImageLoader;
import io.winnow.datasets.source.Content;
import io.winnow.datasets.source.DescribedData;
import io.winnow.trainer.modality.Baseline;
import io.winnow.trainer.modality.Preprocessing;
import io.winnow.trainer.modality.Views;
import io.winnow.trainer.modality.ViewsConfig;
import io.winnow.trainer.modality.records.RecordItems;
import io.winnow.trainer.modality.text.NameVectors;
import io.winnow.trainer.model.Preview;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Described images. */
final class ListedImages implements RecordItems {
    private final ListedImagesConfig config;
    private ImagePreprocessing preprocessing;
    private List<String> notes = List.of();

    /** @param fixed preprocessing that is fixed already */
    ListedImages(ListedImagesConfig config, Optional<Preprocessing> fixed) {
        this.config = config;
        preprocessing = fixed.map(ImagePreprocessing.class::cast).orElse(null);
    }

    @Override
    public String unit() {
        return "images";
    }

    @Override
    public Content content() {
        return config.content();
    }

    /** Mean and standard deviation are measured on all training images, as those of folders are, unless they are fixed. */
    @Override
    public Preprocessing fit(DescribedData train, int[] examples) throws IOException {
        if (preprocessing != null) {
            return preprocessing;
        }
        try (ImageDataset images =
                ImageSource.openDescribedMeasured(train, new NoLabels(train.size()), config.decoding())) {
            ImageSize size = config.imageSize()
                    .map(ImageSize::square)
                    .or(images::fixedSize)
                    .orElseThrow(() -> new UserException(
                            "The images of " + images.name() + " differ in size. Set data.image_size to the side"
                                    + " length in pixels to which they are scaled."));
            AlterationCounts altered = new AlterationCounts();
            preprocessing = ImagePreprocessing.measure(images, config.framing(size), altered);
            String alterations = altered.sentence(preprocessing.decoding());
            notes = alterations.isEmpty() ? List.of() : List.of(images.name() + ": " + alterations);
            return preprocessing;
        }
    }

    @Override
    public List<String> notes() {
        return notes;
    }

    @Override
    public ImageDataset dataset(DescribedData data, Labels labels) throws IOException {
        return ImageSource.openDescribed(data, labels, preprocessing.decoding());
    }

    @Override
    public ExampleLoader loader(Dataset<?> train, int[] examples, int batchSize) {
        return new ImageLoader(
                (ImageDataset) train,
                examples,
                new ImagePass(preprocessing, maxCorrupt())
                        .options(
                                batchSize,
                                ViewSource.of(preprocessing, config.photographs())
                                        .framing()));
    }

    @Override
    public Views views(Dataset<?> train, int[] examples, Optional<ViewsConfig> chosen, Views.Strength usual) {
        return ViewSource.of(preprocessing, config.photographs()).of(chosen, usual);
    }

    @Override
    public Preview preview(Dataset<?> examples, int index) throws IOException {
        try {
            return new Preview.Picture(Thumbnail.png(((ImageDataset) examples).item(index)));
        } catch (CorruptImageException damaged) {
            return new Preview.Picture(new byte[0]);
        }
    }

    @Override
    public Map<String, Baseline> baselines(Dataset<?> train, int[] examples, Labels labels) {
        return Map.of();
    }

    @Override
    public int maxCorrupt() {
        return config.maxCorrupt();
    }

    @Override
    public double[][] similarity(List<String> classNames) throws IOException {
        return NameVectors.similarity(classNames);
    }
}
