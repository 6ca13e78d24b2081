package io.winnow.trainer.cli;

import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.image.DecodeOptions;
import io.winnow.datasets.image.ImageDataset;
import io.winnow.datasets.image.ImageSource;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Images that a person names on the command line. */
final class ImageInput {
    /** For the description of a parameter. */
    static final String DESCRIPTION = "NAME/train or NAME/test of the catalog, a folder of images, or shards.";

    private ImageInput() {}

    /**
     * Opens images.
     *
     * @param channels 1 or 3, to which images of a folder or of shards are converted
     */
    static ImageDataset open(String input, Catalog catalog, int channels) throws IOException {
        Optional<Catalog.Part> part = Catalog.Part.of(input);
        if (part.isPresent()) {
            return catalog.images(part.get().name(), part.get().split());
        }
        return ImageSource.open(input, path(input), DecodeOptions.of(channels));
    }

    /** Opens images to look at them: those of a folder or of shards with the white level that they have among themselves. */
    static ImageDataset openMeasured(String input, Catalog catalog, DecodeOptions options) throws IOException {
        Optional<Catalog.Part> part = Catalog.Part.of(input);
        return part.isPresent()
                ? catalog.images(part.get().name(), part.get().split())
                : ImageSource.openMeasured(input, path(input), options, false);
    }

    private static Path path(String input) {
        Path path = Path.of(input);
        Path parent = path.toAbsolutePath().getParent();
        if (parent == null || !Files.exists(parent)) {
            throw new UserException("'" + input + "' is neither NAME/train or NAME/test with NAME one of "
                    + Catalog.imageSets() + ", nor a folder of images, nor shards.");
        }
        return path;
    }
}
