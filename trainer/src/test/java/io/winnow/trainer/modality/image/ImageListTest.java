package io.winnow.trainer.modality.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.datasets.image.DecodeOptions;
import io.winnow.datasets.image.Image;
import io.winnow.datasets.image.Resize;
import io.winnow.trainer.model.InputNames;
import io.winnow.trainer.model.Item;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageListTest {
    private static final ImageReader READER = new ImageReader(new ImagePreprocessing(
            DecodeOptions.of(3),
            4,
            4,
            List.of(0.5f, 0.5f, 0.5f),
            List.of(1f, 1f, 1f),
            new Resize.CentredPart(),
            false));

    @TempDir
    Path folder;

    @BeforeEach
    void draw() throws IOException {
        ImageIO.write(
                new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB),
                "png",
                folder.resolve("a.png").toFile());
    }

    /** Returns the keys of a list, each with its error or with {@code read}. */
    private Map<String, String> read(String text, Charset charset) throws IOException {
        Path list = Files.write(folder.resolve("list.jsonl"), text.getBytes(charset));
        Map<String, String> found = new LinkedHashMap<>();
        try (Stream<Item<Image>> items = new ImageList(list, "", READER).items()) {
            items.forEach(item -> {
                String key = item.key().replace(folder + "/", "");
                try {
                    item.source().read();
                    found.put(key, "read");
                } catch (IOException e) {
                    found.put(key, e.getMessage().replace(folder + "/", ""));
                }
            });
        }
        return found;
    }

    @Test
    void aByteOrderMarkWindowsLineEndsAndBlankLinesAreIgnored() throws IOException {
        assertThat(read("\ufeff{\"path\": \"a.png\"}\r\n\r\n\"./a.png\"\r\n", StandardCharsets.UTF_8))
                .containsExactly(Map.entry("a.png", "read"), Map.entry("./a.png", "read"));
    }

    @Test
    void anArrayAndTheKeysOfOtherToolsAreRead() throws IOException {
        assertThat(read("\ufeff\n[{\"file_name\": \"a.png\"},\n \"b.png\", 3]\n", StandardCharsets.UTF_8))
                .containsExactly(
                        Map.entry("a.png", "read"),
                        Map.entry("b.png", "there is no file b.png"),
                        Map.entry("list.jsonl [2]", "expected {\"path\": \"a.png\"} or \"a.png\", found 3"));
    }

    @Test
    void anInvalidLineDoesNotAffectTheOthers() throws IOException {
        Files.createFile(folder.resolve("empty.png"));
        Map<String, String> found =
                read("a.png\n{\"id\": 1}\n\"empty.png\"\n\"\\u0000\"\n\"a.png\"\n", StandardCharsets.UTF_8);
        assertThat(found.keySet())
                .containsExactly("list.jsonl:1", "list.jsonl:2", "empty.png", "list.jsonl:4", "a.png");
        assertThat(found)
                .containsEntry("list.jsonl:1", "expected {\"path\": \"a.png\"} or \"a.png\", found a.png")
                .containsEntry("empty.png", "the file is empty")
                .containsEntry("a.png", "read");
        assertThat(found.get("list.jsonl:4")).contains("is not a path");
    }

    @Test
    void aLineThatIsNotUtf8IsReportedAndNotAltered() throws IOException {
        assertThat(read("\"M\u00fcller.png\"\n\"a.png\"\n", StandardCharsets.ISO_8859_1))
                .containsExactly(
                        Map.entry("list.jsonl:1", "is not UTF-8 text; save the list as UTF-8"),
                        Map.entry("a.png", "read"));
    }

    @Test
    void aSecondValueIsReportedAndNotLost() throws IOException {
        assertThat(read("{\"path\": \"a.png\"} {\"path\": \"b.png\"}\n\"a.png\"\n", StandardCharsets.UTF_8))
                .containsExactly(
                        Map.entry(
                                "list.jsonl:1",
                                "expected {\"path\": \"a.png\"} or \"a.png\", found {\"path\": \"a.png\"} {\"path\":"
                                        + " \"b.png\"}"),
                        Map.entry("a.png", "read"));
        assertThat(read("[\"a.png\"]\n[\"b.png\"]\n", StandardCharsets.UTF_8))
                .hasSize(1)
                .hasEntrySatisfying("list.jsonl", why -> assertThat(why).contains("is not valid JSON"));
    }

    @Test
    void severalInputsHaveDistinctKeys() {
        InputNames one = new InputNames(List.of("photos/"));
        assertThat(one.prefix(0)).isEmpty();
        InputNames names = new InputNames(List.of("photos/", "more", "photos"));
        assertThat(List.of(names.prefix(0), names.prefix(1), names.prefix(2)))
                .containsExactly("photos/", "more/", "photos#2/");
    }
}
