package io.winnow.trainer.modality.image;

import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.image.DecodeOptions;
import io.winnow.datasets.image.ImageDataset;
import io.winnow.datasets.image.ImageSource;
import io.winnow.datasets.image.ShardPattern;
import io.winnow.trainer.model.ItemReader;
import io.winnow.trainer.run.InputPaths;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Opens the images that a user names. */
public final class ImageInputs {
    /** Describes such an argument in the help of a command. */
    public static final String DESCRIPTION =
            "NAME/train or NAME/test of a data set of the catalog, a folder of images, shards (.tar), or images inside of a file (.parquet).";

    /** Describes images that need no labels in the help of a command. */
    public static final String ITEMS =
            "an image file; a list (.jsonl) with one {\"path\": \"a.png\"} per line, whose paths are relative to the folder of"
                    + " the list; a folder of images; shards (.tar); images inside of a file (.parquet); or NAME/train or NAME/test of a data set of the catalog.";

    private ImageInputs() {}

    /**
     * Opens images.
     *
     * @param options how the images of a folder or of shards are decoded
     * @throws UserException when nothing exists at the path, or when the name of the file is not that of a shard
     */
    public static ImageDataset open(String input, Catalog catalog, DecodeOptions options) throws IOException {
        requirePaths(List.of(input));
        Optional<Catalog.Part> part = Catalog.Part.of(input);
        if (part.isPresent()) {
            return catalog.images(part.get().name(), part.get().split());
        }
        return ImageSource.open(input, path(input), options);
    }

    /** Opens images as {@link #open} does, for a reader who needs no labels: images beside class folders are taken as well. */
    public static ImageDataset openAll(String input, Catalog catalog, DecodeOptions options) throws IOException {
        requirePaths(List.of(input));
        return Catalog.Part.of(input).isPresent()
                ? open(input, catalog, options)
                : ImageSource.openAll(input, path(input), options);
    }

    /** Opens images for inspection. For a folder or shards, the white level is measured over these images themselves. */
    public static ImageDataset openMeasured(String input, Catalog catalog, DecodeOptions options) throws IOException {
        requirePaths(List.of(input));
        Optional<Catalog.Part> part = Catalog.Part.of(input);
        return part.isPresent()
                ? catalog.images(part.get().name(), part.get().split())
                : ImageSource.openMeasured(input, path(input), options, false);
    }

    private static Path path(String input) {
        if (input.equals(ItemReader.STANDARD_INPUT)) {
            throw new UserException("Images cannot be read from standard input. Expected " + DESCRIPTION);
        }
        Path path = InputPaths.of(input);
        if (Files.isRegularFile(path) && !ImageNames.isShard(path)) {
            throw new UserException(
                    input + " does not have the name of a shard (.tar) or of a .parquet file. Expected " + DESCRIPTION
                            + " Single images and lists (.jsonl) have no labels; `winnow predict`, `embed`, `index` and `search` take them.");
        }
        return path;
    }

    /**
     * Requires that every input exists, before anything is computed.
     *
     * @throws UserException when inputs are missing; the message names all of them
     */
    public static void requirePaths(List<String> inputs) throws IOException {
        List<String> problems = new ArrayList<>();
        for (String input : inputs) {
            Path path = InputPaths.of(input);
            if (input.equals(ItemReader.STANDARD_INPUT)
                    || Catalog.Part.of(input).isPresent()
                    || Files.exists(path)) {
                continue;
            }
            if (InputPaths.isPattern(path)) {
                ShardPattern.files(path); // throws an exception that names the missing shard
            } else {
                // A relative path of two names may be a misspelt NAME/train or NAME/test.
                boolean part = !path.isAbsolute() && path.getNameCount() == 2;
                problems.add(InputPaths.missing(path)
                        + (part
                                ? " Data sets of the catalog are named NAME/train and NAME/test, where NAME is one of "
                                        + Catalog.imageSets() + "."
                                : ""));
            }
        }
        if (!problems.isEmpty()) {
            throw new UserException(String.join(System.lineSeparator(), problems));
        }
    }
}
