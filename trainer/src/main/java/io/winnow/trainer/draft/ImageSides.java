package io.winnow.trainer.draft;

import io.winnow.datasets.image.CorruptImageException;
import io.winnow.datasets.image.DecodeOptions;
import io.winnow.datasets.image.Image;
import io.winnow.datasets.image.ImageDataset;
import io.winnow.datasets.image.ImageDecoder;
import io.winnow.datasets.inspect.FieldReport;
import io.winnow.datasets.random.EvenSpacing;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The typical size of images: the median of the shorter sides of a few of them. */
final class ImageSides {
    private static final int DECODED = 32;
    private static final DecodeOptions COLOUR = DecodeOptions.of(3);

    private ImageSides() {}

    /** Reads an image; damaged ones are left out here, since trainings report them. */
    @FunctionalInterface
    private interface Reading {
        Image read(int index) throws IOException;
    }

    static int of(ImageDataset images) throws IOException {
        return median(images.name(), EvenSpacing.of(images.size(), Math.min(DECODED, images.size())), images::item);
    }

    /** @param fields columns with names of image files */
    static int of(Path root, List<FieldReport> fields) throws IOException {
        List<String> names =
                fields.stream().flatMap(field -> field.values().stream()).toList();
        return median(
                root.toString(),
                EvenSpacing.of(names.size(), Math.min(DECODED, names.size())),
                index -> ImageDecoder.decode(
                        names.get(index), Files.readAllBytes(root.resolve(names.get(index))), COLOUR));
    }

    private static int median(String name, int[] chosen, Reading reading) throws IOException {
        List<Integer> sides = new ArrayList<>();
        for (int index : chosen) {
            try {
                Image image = reading.read(index);
                sides.add(Math.min(image.height(), image.width()));
            } catch (CorruptImageException e) {
                // Trainings report damaged images.
            }
        }
        if (sides.isEmpty()) {
            throw new UserException("None of the " + chosen.length + " images of " + name
                    + " that were tried can be decoded. `winnow data inspect` says why.");
        }
        return sides.stream().sorted().skip(sides.size() / 2).findFirst().orElseThrow();
    }
}
