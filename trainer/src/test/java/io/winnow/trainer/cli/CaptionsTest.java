package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.trainer.recipe.TestData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Retrieval between images and captions with the small CLIP of the reference folder pretrained. */
class CaptionsTest extends OnCommandLine {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static Path model;
    private static List<Path> pictures;

    @BeforeAll
    static void write() throws IOException {
        TestData.write(folder);
        model = ZeroShotTest.clip(folder.resolve("clip"));
        pictures = images(folder.resolve("test"));
    }

    private static Path captions(String name, String head, List<String> lines) throws IOException {
        return Files.writeString(folder.resolve(name), head + "\n" + String.join("\n", lines) + "\n");
    }

    private static JsonNode evaluate(Path captions, String... more) throws IOException {
        String[] command = Stream.concat(
                        Stream.of("evaluate", model.toString(), "--captions", captions.toString(), "--json"),
                        Stream.of(more))
                .toArray(String[]::new);
        assertThat(winnow(command)).as(err).isZero();
        return JSON.readTree(out);
    }

    @Test
    void pathsAndKeysNameTheSameImages() throws IOException {
        List<String> texts = List.of("a disc", "a photo of a ring", "square", "a square of a disc.");
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < pictures.size(); i++) {
            lines.add(folder.relativize(pictures.get(i)) + "," + texts.get(i % 4));
            lines.add(folder.relativize(pictures.get(i)) + "," + texts.get((i + 1) % 4));
        }
        lines.add(folder.relativize(pictures.get(0)) + ",");
        JsonNode byPath = evaluate(captions("paths.csv", "path,caption", lines));
        assertThat(err).contains("1 caption without a text", "captions repeat others");
        assertThat(byPath.path("images").asInt()).isEqualTo(pictures.size());
        assertThat(byPath.path("captions").asInt()).isEqualTo(2 * pictures.size());
        List<String> keyed =
                lines.stream().map(line -> line.replaceFirst("^test/", "")).collect(Collectors.toList());
        keyed.add("other/9.png,a ring");
        JsonNode byKey = evaluate(
                captions("keys.csv", "key,caption", keyed),
                "--data",
                folder.resolve("test").toString());
        assertThat(err).contains("1 caption of other images than those of");
        byPath.fieldNames().forEachRemaining(name -> {
            if (byPath.path(name).isDouble()) {
                assertThat(byKey.path(name).asDouble())
                        .isCloseTo(byPath.path(name).asDouble(), within(1e-9));
            }
        });
        double before = 0;
        for (int k : new int[] {1, 5, 10}) {
            double recall = byPath.path("image_to_text_recall_at_" + k).asDouble();
            assertThat(recall).isBetween(before, 1.0);
            before = recall;
        }
        assertThat(byPath.path("chance").path("text_to_image_recall_at_1").asDouble())
                .isCloseTo(1.0 / pictures.size(), within(1e-12));
        assertThat(evaluate(folder.resolve("paths.csv"), "--template", "a photo of {}"))
                .isNotEqualTo(byPath);
    }

    @Test
    void mistakesAreExplained() throws IOException {
        String[] wrong = {"evaluate", model.toString(), "--captions", ""};
        wrong[3] = captions("missing.csv", "path,caption", List.of("test/none.png,a disc"))
                .toString();
        assertThat(winnow(wrong)).isEqualTo(2);
        assertThat(err).contains("none.png", "relative to its folder");
        wrong[3] = captions("column.csv", "path,words", List.of("a.png,a disc")).toString();
        assertThat(winnow(wrong)).isEqualTo(2);
        assertThat(err).contains("has no column of captions; it has the columns path, words");
        wrong[3] = captions("blank.csv", "path,caption", List.of("a.png,")).toString();
        assertThat(winnow(wrong)).isEqualTo(2);
        assertThat(err).contains("has no text in the column caption");
        wrong[3] =
                captions("text.csv", "path,caption", List.of("text.csv,a disc")).toString();
        assertThat(winnow(wrong)).isEqualTo(2);
        assertThat(err).contains("text.csv", "cannot be read");
        String keys =
                captions("foreign.csv", "key,caption", List.of("x,a disc")).toString();
        assertThat(winnow(
                        "evaluate",
                        model.toString(),
                        "--captions",
                        keys,
                        "--data",
                        folder.resolve("test").toString()))
                .isEqualTo(2);
        assertThat(err).contains("has no caption of an item of").contains("it names x, but the keys of");
        assertThat(winnow("evaluate", model.toString(), "--captions", keys, "--labels", keys))
                .isEqualTo(2);
        assertThat(err).contains("--captions and --labels cannot be combined");
    }
}
