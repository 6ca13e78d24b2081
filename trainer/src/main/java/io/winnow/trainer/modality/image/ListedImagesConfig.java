package io.winnow.trainer.modality.image;

import io.winnow.datasets.image.DecodeOptions;
import io.winnow.datasets.source.Content;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Inline;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.modality.Inputs;
import io.winnow.trainer.modality.Preprocessing;
import io.winnow.trainer.modality.records.RecordDataConfig;
import io.winnow.trainer.modality.records.RecordItems;
import io.winnow.trainer.modality.records.RecordsConfig;
import io.winnow.trainer.model.ItemReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Images that files of records list, with what is known of each image (data-readers.md, section 3). */
@Kind("listed_images")
@Doc("Images that files of records list, with what is known of each image.")
public record ListedImagesConfig(
        @Inline RecordsConfig records,
        Files files,

        @Doc("Number of channels to which images are decoded: 1 for grey, 3 for colour.") @Default("3")
        int channels,

        @Doc(
                "Side length in pixels: images are cropped to squares and scaled to this size. Defaults to the size of the images, which"
                        + " must then be the same for all.")
        Optional<Integer> imageSize,

        @Doc("How photographs are read that are much larger than image_size. By default, as other images.")
        Optional<PhotographsConfig> photographs,

        @Doc("Largest number of damaged images that are skipped and counted; one more is an error.") @Default("0")
        int maxCorrupt,

        @Doc("Background colour behind transparent pixels: white, black or \"#rrggbb\".") @Default("white")
        String background)
        implements ImagesConfig, RecordDataConfig {
    public ListedImagesConfig {
        new Checks()
                .that(channels == 1 || channels == 3, "channels", "must be 1 or 3, found " + channels)
                .atLeast("image_size", imageSize.orElse(1), 1)
                .atLeast(
                        "photographs.crop_from",
                        PhotographsConfig.cropFrom(photographs, imageSize),
                        imageSize.orElse(1))
                .notNegative("max_corrupt", maxCorrupt)
                .that(
                        ImageDataConfig.isColor(background),
                        "background",
                        "must be white, black or \"#rrggbb\", found " + background)
                .done();
    }

    /** The columns that name the files of the images. */
    @Doc("The columns that name the files of the images.")
    public record Files(
            @Doc(
                    "Columns with names of files, as names or patterns with *. Each file is an image with the labels of its record.")
            List<String> columns,

            @Doc("Folder in which the files are. By default, the folder of the file of records.")
            Optional<Path> root,

            @Doc("Whether files that do not exist are left out rather than being an error.") @Default("false")
            boolean skipMissing) {
        public Files {
            new Checks()
                    .that(!columns.isEmpty(), "columns", "must name at least one column")
                    .done();
        }
    }

    @Override
    public String unit() {
        return "images";
    }

    @Override
    public RecordItems items(Optional<Path> kept, Optional<Preprocessing> fixed) {
        return new ListedImages(this, fixed);
    }

    /** An example is a file that a record names, so that other images are named without records. */
    @Override
    public ItemReader<?> reader(Inputs inputs) {
        return ImagesConfig.super.reader(inputs);
    }

    /** Returns what an item of the records is. */
    Content content() {
        Path first = records.paths().values().iterator().next();
        Path beside = first.toAbsolutePath().getParent();
        return new Content.Files(files.columns(), files.root().orElse(beside), files.skipMissing());
    }

    /** Returns the configured options for decoding. */
    @Override
    public DecodeOptions decoding() {
        return ImageDataConfig.decoding(channels, background);
    }

    @Override
    public ListedImagesConfig strict() {
        return new ListedImagesConfig(records, files, channels, imageSize, photographs, 0, background);
    }
}
