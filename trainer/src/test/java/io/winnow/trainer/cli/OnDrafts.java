package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.trainer.recipe.TestData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;

/** What tests of {@code winnow new} share: it writes configurations into the folder of the class, which are dry-run and trained. */
abstract class OnDrafts extends OnCommandLine {
    static final List<String> THINGS =
            List.of("red", "blue", "green", "old", "new", "spare", "second", "joint", "lost", "gold");
    static final String[] ONE_STEP = {"device=cpu", "recipe.classify.training.duration={steps: 1}"};

    @BeforeAll
    static void write() throws IOException {
        TestData.write(folder);
    }

    /** Runs {@code winnow new}, and returns the configuration that it wrote. */
    static Path draft(String name, Path data, String... options) {
        Path file = folder.resolve(name + ".yaml");
        List<String> command = new ArrayList<>(List.of("new", data.toString(), "--output", file.toString()));
        command.addAll(List.of(options));
        assertThat(winnow(command.toArray(String[]::new))).as(err).isZero();
        assertThat(out).contains("train " + file).contains("runs/" + name);
        return file;
    }

    /** Dry-runs and trains a drafted configuration, and returns its result. */
    static JsonNode trained(Path config, String... changes) throws IOException {
        assertThat(winnow("train", config.toString(), "--dry-run")).as(err).isZero();
        List<String> command = new ArrayList<>(List.of(
                "train", config.toString(), "--run-dir", folder.resolve("runs").toString()));
        Stream.of(changes).forEach(change -> command.addAll(List.of("--set", change)));
        assertThat(winnow(command.toArray(String[]::new))).as(err).isZero();
        String run = config.getFileName().toString().replace(".yaml", "");
        return new ObjectMapper()
                .readTree(folder.resolve("runs")
                        .resolve(run)
                        .resolve("result.json")
                        .toFile());
    }

    static Path file(String name, Stream<String> lines) throws IOException {
        return Files.write(folder.resolve(name), lines.toList());
    }

    /** Two sentences on each thing, with what is said of the first and of the second. */
    static Stream<String> sentences(String header, String first, String second) {
        return Stream.concat(
                Stream.of(header),
                THINGS.stream()
                        .flatMap(thing -> Stream.of(
                                "where is my " + thing + " card," + first,
                                "how much is on my " + thing + " account," + second)));
    }

    static void refused(Path data, String why, String... options) {
        List<String> command =
                new ArrayList<>(List.of("new", data.toString(), "--yes", "--output", path("refused.yaml")));
        command.addAll(List.of(options));
        assertThat(winnow(command.toArray(String[]::new))).as(out).isEqualTo(2);
        assertThat(err).contains(why);
        assertThat(folder.resolve("refused.yaml")).doesNotExist();
    }

    static String path(String name) {
        return folder.resolve(name).toString();
    }
}
