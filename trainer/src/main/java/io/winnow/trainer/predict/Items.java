package io.winnow.trainer.predict;

import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.datasets.image.DecodeOptions;
import io.winnow.datasets.image.ImageDataset;
import io.winnow.datasets.image.ImageDecoder;
import io.winnow.datasets.image.ImageFormat;
import io.winnow.trainer.run.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Images that a person names, one after the other; none is read before its turn. */
public final class Items {
    private Items() {}

    /** Whether a path is a file of one image, by its name. */
    public static boolean isImage(Path path) {
        return ImageFormat.isImage(path.toString());
    }

    /** Whether a path is a list of images, by its name. */
    public static boolean isList(Path path) {
        return path.toString().endsWith(".jsonl");
    }

    /** All images of a set. */
    public static Stream<Item> of(ImageDataset images) {
        return IntStream.range(0, images.size()).mapToObj(i -> new Item(images.key(i), () -> images.image(i)));
    }

    /** One file. */
    public static Item of(String key, Path file, int channels) {
        return new Item(key, () -> ImageDecoder.decode(key, Files.readAllBytes(file), DecodeOptions.of(channels)));
    }

    /**
     * The files that the lines of a list name: {@code {"path": "a.png"}} or {@code "a.png"}, relative to the list. A line that is neither
     * gives an item that cannot be read.
     *
     * @return to be closed
     */
    public static Stream<Item> list(Path list, int channels) throws IOException {
        BufferedReader reader = Files.newBufferedReader(list);
        int[] number = {0};
        return reader.lines()
                .map(line -> {
                    number[0]++;
                    return line.isBlank() ? null : line(list, number[0], line, channels);
                })
                .filter(item -> item != null)
                .onClose(() -> {
                    try {
                        reader.close();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }

    private static Item line(Path list, int number, String line, int channels) {
        String where = list + ":" + number;
        try {
            JsonNode node = Json.parse(line, JsonNode.class);
            JsonNode path = node.isTextual() ? node : node.path("path");
            if (path.isTextual()) {
                Path folder = list.toAbsolutePath().getParent();
                return of(path.textValue(), folder.resolve(path.textValue()), channels);
            }
        } catch (IOException e) {
            // The line is no JSON; it is reported below like any other that names no path.
        }
        return new Item(where, () -> {
            throw new IOException("needs a path as {\"path\": \"a.png\"} or \"a.png\", found " + line);
        });
    }
}
