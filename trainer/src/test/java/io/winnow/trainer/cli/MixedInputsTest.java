package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Predicts for inputs that are not all images. */
class MixedInputsTest extends OnSmallRuns {
    private static Path image;

    @BeforeAll
    static void train() throws IOException {
        SmallRuns.train(folder, "supervised");
        try (Stream<Path> files = Files.walk(folder.resolve("test"))) {
            image = files.filter(file -> file.toString().endsWith(".png"))
                    .sorted()
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** Returns the lines of results as {@code KEY: error} or {@code KEY: predictions}. */
    private static List<String> lines() throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line : out.strip().split("\n", -1)) {
            JsonNode node = new ObjectMapper().readTree(line);
            lines.add(node.get("key").asText() + ": "
                    + (node.has("error") ? node.get("error").asText() : "predictions"));
        }
        return lines;
    }

    private static int predict(String... inputs) {
        return winnow(Stream.concat(Stream.of("predict", run("supervised")), Stream.of(inputs))
                .toArray(String[]::new));
    }

    @Test
    void inputsThatAreNotImagesGetALineAndTheOthersArePredicted() throws IOException {
        String pdf = Files.writeString(folder.resolve("b.pdf"), "%PDF-1.4\n").toString();
        String text = Files.writeString(folder.resolve("c.txt"), image + "\n").toString();
        String tar = Files.writeString(folder.resolve("d.tar"), "no archive").toString();
        String empty = Files.createFile(folder.resolve("e.png")).toString();
        String nothing = Files.createDirectories(folder.resolve("f")).toString();
        String list = Files.createFile(folder.resolve("g.jsonl")).toString();
        assertThat(predict(pdf, image.toString(), text, "-", tar, empty, nothing, list, image.toString()))
                .isEqualTo(1);
        List<String> lines = lines();
        assertThat(lines).hasSize(9);
        assertThat(lines.get(0))
                .isEqualTo(
                        pdf
                                + ": does not have the name of an image, a list (.jsonl), a shard (.tar) or a file of images (.parquet)");
        assertThat(lines.get(1)).isEqualTo(image + ": predictions");
        assertThat(lines.get(2))
                .startsWith(text + ": does not have the name of an image")
                .contains("a list of paths is a .jsonl file");
        assertThat(lines.get(3)).startsWith("-: standard input is not supported");
        assertThat(lines.get(4)).startsWith(tar + ": ").doesNotEndWith("predictions");
        assertThat(lines.get(5)).isEqualTo(empty + ": the file is empty");
        assertThat(lines.get(6)).startsWith(nothing + ": ").contains("has no images");
        assertThat(lines.get(7)).isEqualTo(list + ": the list is empty");
        assertThat(lines.get(8)).isEqualTo(image + "#2: predictions");
        assertThat(err).contains("7 could not be read");
    }

    @Test
    void anImageFindsItself() throws IOException {
        Path page = folder.resolve("found.html");
        String test = folder.resolve("test").toString();
        String[] search = {"search", run("supervised"), image.toString(), "--among", test, "--k", "2"};
        assertThat(winnow(Stream.concat(Stream.of(search), Stream.of("--html", page.toString()))
                        .toArray(String[]::new)))
                .as(err)
                .isZero();
        assertThat(out.lines().findFirst().orElseThrow()).contains("key").contains("cosine");
        assertThat(out.lines().skip(1).findFirst().orElseThrow())
                .contains(folder.resolve("test").relativize(image).toString())
                .contains("1.0000");
        assertThat(Files.readString(page)).contains("data:image/png;base64,").contains("among 32 images of");
    }

    @Test
    void keysOfTwoFoldersAreDistinct() throws IOException {
        String test = folder.resolve("test").toString();
        assertThat(predict(test)).isZero();
        String key = folder.resolve("test").relativize(image).toString();
        assertThat(lines()).hasSize(32).contains(key + ": predictions");
        assertThat(predict(test, test + "/")).isZero();
        assertThat(lines()).hasSize(64).doesNotHaveDuplicates().contains(test + "/" + key + ": predictions");
    }

    @Test
    void missingPathsEndTheCommandBeforeAnythingIsComputed() {
        String first = folder.resolve("tset").toString();
        assertThat(predict(image.toString(), first, "nowhere.png")).isEqualTo(2);
        assertThat(out).isEmpty();
        assertThat(err)
                .contains("There is no file or folder " + first + ". Did you mean " + folder.resolve("test") + "?")
                .contains("There is no file or folder nowhere.png (looked in ");
    }

    @Test
    void outputsThatCannotBeWrittenAreReportedFirst() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        for (String output : List.of(folder.toString(), file + "/below.jsonl", file.toString())) {
            assertThat(predict(image.toString(), "--output", output)).isEqualTo(2);
            assertThat(err).startsWith(output).doesNotContain("\tat ");
        }
    }

    @Test
    void embedRejectsWhatIsNoImageUnlessItMayBeLeftOut() throws IOException {
        Path output = folder.resolve("vectors.jsonl");
        Path text = Files.writeString(folder.resolve("c.txt"), "no image");
        String[] embed = {"embed", run("supervised"), image.toString(), text.toString(), "--output", output.toString()};
        assertThat(winnow(embed)).isEqualTo(2);
        assertThat(err).contains("c.txt: does not have the name of an image").contains("--max-unreadable 1");
        assertThat(output).doesNotExist();
        String[] lenient = Stream.concat(Stream.of(embed), Stream.of("--max-unreadable", "1"))
                .toArray(String[]::new);
        assertThat(winnow(lenient)).isEqualTo(1);
        assertThat(err).contains("There is no vector for 1 unreadable file or item.");
        assertThat(Files.readAllLines(output)).hasSize(1);
    }

    /** The classes of folders are of no use to a prediction, so that images beside the folders are read like the others. */
    @Test
    void allImagesOfAFolderAreRead() throws IOException {
        Path mixed = Files.createDirectories(folder.resolve("mixed/later"));
        Files.copy(image, mixed.resolve("a.png"));
        Files.copy(image, mixed.resolveSibling("b.png"));
        Files.writeString(mixed.resolveSibling("notes.pdf"), "%PDF-1.4");
        assertThat(predict(mixed.getParent().toString())).isZero();
        assertThat(lines()).containsExactly("b.png: predictions", "later/a.png: predictions");
        assertThat(err).contains("Passed over: files ending in .pdf: 1 (notes.pdf).");
        Path output = folder.resolve("mixed.jsonl");
        assertThat(winnow("embed", run("supervised"), mixed.getParent().toString(), "--output", output.toString()))
                .isZero();
        assertThat(err).contains("Passed over: files ending in .pdf");
        assertThat(Files.readAllLines(output)).hasSize(2);
    }
}
