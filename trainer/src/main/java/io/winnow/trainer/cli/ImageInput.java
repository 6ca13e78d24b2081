package io.winnow.trainer.cli;

import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.image.DecodeOptions;
import io.winnow.datasets.image.ImageDataset;
import io.winnow.datasets.image.ImageSource;
import io.winnow.datasets.image.ShardPattern;
import io.winnow.trainer.predict.Items;
import io.winnow.trainer.run.InputPaths;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Images that a person names on the command line. */
final class ImageInput {
    /** For the description of a parameter. */
    static final String DESCRIPTION = "NAME/train or NAME/test of the catalog, a folder of images, or shards (.tar).";

    /** What {@code -} usually means, which no command reads. */
    static final String STANDARD_INPUT = "-";

    private ImageInput() {}

    /**
     * Opens images.
     *
     * @param options how images of a folder or of shards are decoded
     * @throws UserException when there is nothing at the path, or a file that is no shard by its name
     */
    static ImageDataset open(String input, Catalog catalog, DecodeOptions options) throws IOException {
        requirePaths(List.of(input));
        Optional<Catalog.Part> part = Catalog.Part.of(input);
        if (part.isPresent()) {
            return catalog.images(part.get().name(), part.get().split());
        }
        return ImageSource.open(input, path(input), options);
    }

    /** Opens images to look at them: those of a folder or of shards with the white level that they have among themselves. */
    static ImageDataset openMeasured(String input, Catalog catalog, DecodeOptions options) throws IOException {
        requirePaths(List.of(input));
        Optional<Catalog.Part> part = Catalog.Part.of(input);
        return part.isPresent()
                ? catalog.images(part.get().name(), part.get().split())
                : ImageSource.openMeasured(input, path(input), options, false);
    }

    private static Path path(String input) {
        Path path = InputPaths.of(input);
        if (Files.isRegularFile(path) && !Items.isShard(path)) {
            throw new UserException(input + " is no shard (.tar) by its name. Expected are " + DESCRIPTION
                    + " `winnow predict` takes single images and lists (.jsonl) as well.");
        }
        return path;
    }

    /**
     * Requires that there is something at the path of each input, before anything is computed.
     *
     * @throws UserException that names all inputs that are not there
     */
    static void requirePaths(List<String> inputs) throws IOException {
        List<String> problems = new ArrayList<>();
        for (String input : inputs) {
            Path path = InputPaths.of(input);
            if (input.equals(STANDARD_INPUT) || Catalog.Part.of(input).isPresent() || Files.exists(path)) {
                continue;
            }
            if (input.contains("*") || input.contains("{")) {
                ShardPattern.files(path); // says which shard is not there
            } else {
                // What looks like a part of a data set may be a misspelt one.
                boolean part = !path.isAbsolute() && path.getNameCount() == 2;
                problems.add(InputPaths.missing(path)
                        + (part
                                ? " Data sets of the catalog are named NAME/train and NAME/test, with NAME one of "
                                        + Catalog.imageSets() + "."
                                : ""));
            }
        }
        if (!problems.isEmpty()) {
            throw new UserException(String.join(System.lineSeparator(), problems));
        }
    }
}
