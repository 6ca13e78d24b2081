package io.winnow.trainer.modality.image;

import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.datasets.image.Image;
import io.winnow.trainer.model.Item;
import io.winnow.trainer.run.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A list of image files: JSON Lines or one JSON array in UTF-8, whose entries are {@code {"path": "a.png"}} or {@code "a.png"}. Paths are
 * relative to the folder of the list. An entry without a path becomes an item that fails when it is read, so that a mistake spoils only one
 * line of the results.
 */
final class ImageList {
    /** Keys under which tools write the path of an image, in the order in which they are tried. */
    private static final List<String> KEYS = List.of("path", "file_name", "filename", "file", "image");

    private static final String EXPECTED = "expected {\"path\": \"a.png\"} or \"a.png\", found ";
    private static final int SHOWN = 200;
    private static final char MARK = '\ufeff';

    /** The byte order mark in UTF-8, with one character for each byte. */
    private static final String MARK_IN_BYTES = "\u00ef\u00bb\u00bf";

    private final Path file;
    private final String prefix;
    private final ImageReader reader;

    /**
     * Creates a list from a file that exists.
     *
     * @param prefix text before each key; a key is the path as it is written in the list
     * @param reader reads the image files
     */
    ImageList(Path file, String prefix, ImageReader reader) {
        this.file = file;
        this.prefix = prefix;
        this.reader = reader;
    }

    /**
     * Reads the images in the order of the list. Lines are read lazily.
     *
     * @return the items; the stream must be closed
     */
    Stream<Item<Image>> items() throws IOException {
        // Each byte is read as one character here and UTF-8 is decoded line by line, so that a line that is not UTF-8
        // becomes
        // a line with an error.
        BufferedReader reader =
                new BufferedReader(new InputStreamReader(Files.newInputStream(file), StandardCharsets.ISO_8859_1));
        Stream<Item<Image>> items = startsWithBracket() ? array(reader) : lines(reader);
        return items.onClose(() -> {
            try {
                reader.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private boolean startsWithBracket() throws IOException {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(Files.newInputStream(file), StandardCharsets.ISO_8859_1))) {
            return reader.lines()
                    .map(line -> line.replace(MARK_IN_BYTES, "").strip())
                    .filter(line -> !line.isEmpty())
                    .findFirst()
                    .map(line -> line.startsWith("["))
                    .orElse(false);
        }
    }

    private Stream<Item<Image>> lines(BufferedReader reader) {
        int[] number = {0};
        return reader.lines()
                .map(line -> {
                    number[0]++;
                    return line(number[0], line);
                })
                .filter(Objects::nonNull);
    }

    private Item<Image> line(int number, String bytes) {
        String where = file + ":" + number;
        String line;
        try {
            line = utf8(bytes);
        } catch (CharacterCodingException e) {
            return Item.failing(where, "is not UTF-8 text; save the list as UTF-8");
        }
        if (line.isBlank()) {
            return null;
        }
        try {
            return item(where, Json.parse(line, JsonNode.class), line);
        } catch (IOException e) {
            return Item.failing(where, EXPECTED + shown(line));
        }
    }

    private Stream<Item<Image>> array(BufferedReader reader) throws IOException {
        List<Item<Image>> items = new ArrayList<>();
        try {
            String text = utf8(String.join("\n", reader.lines().toList()));
            int[] number = {0};
            Iterator<JsonNode> elements = Json.parse(text, JsonNode.class).elements();
            elements.forEachRemaining(node -> items.add(item(file + " [" + number[0]++ + "]", node, node.toString())));
        } catch (CharacterCodingException e) {
            return Stream.of(Item.failing(file.toString(), "is not UTF-8 text; save the list as UTF-8"));
        } catch (IOException e) {
            return Stream.of(Item.failing(
                    file.toString(), "begins like a JSON array, but is not valid JSON: " + e.getMessage()));
        }
        return items.stream();
    }

    private static String utf8(String bytes) throws CharacterCodingException {
        String text = StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1)))
                .toString();
        // Some editors begin a file with a byte order mark, which only says that it is UTF-8.
        return !text.isEmpty() && text.charAt(0) == MARK ? text.substring(1) : text;
    }

    private Item<Image> item(String where, JsonNode node, String text) {
        Optional<String> path = node.isTextual()
                ? Optional.of(node.textValue())
                : KEYS.stream()
                        .map(node::path)
                        .filter(JsonNode::isTextual)
                        .map(JsonNode::textValue)
                        .findFirst();
        if (path.isEmpty() || path.get().isBlank()) {
            return Item.failing(where, EXPECTED + shown(text));
        }
        try {
            Path image = file.toAbsolutePath().resolveSibling(path.get());
            return reader.file(prefix + path.get(), image);
        } catch (InvalidPathException e) {
            return Item.failing(where, "'" + path.get() + "' is not a path: " + e.getReason());
        }
    }

    private static String shown(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "..";
    }
}
