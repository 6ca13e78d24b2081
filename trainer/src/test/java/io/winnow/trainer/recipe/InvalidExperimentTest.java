package io.winnow.trainer.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.winnow.trainer.config.ConfigException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each invalid configuration in {@code invalid.txt} must give all of its expected lines, with file, line, key, what is allowed, and the
 * nearest match.
 */
class InvalidExperimentTest {
    @TempDir
    Path folder;

    private record Case(String name, String yaml, List<String> expected) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = InvalidExperimentTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    static Stream<Case> cases() throws IOException {
        return Pattern.compile("### ")
                .splitAsStream(resource("invalid.txt"))
                .skip(1)
                .map(text -> {
                    String[] parts = text.split("\n=>\n", -1);
                    int line = parts[0].indexOf('\n');
                    return new Case(
                            parts[0].substring(0, line),
                            parts[0].substring(line + 1),
                            parts[1].lines().toList());
                });
    }

    @ParameterizedTest
    @MethodSource("cases")
    void mistakesAreExplained(Case mistake) throws IOException {
        Files.writeString(folder.resolve("base.yaml"), resource("base.yaml"));
        Path file = Files.writeString(folder.resolve("bad.yaml"), mistake.yaml);
        ConfigException error = catchThrowableOfType(ConfigException.class, () -> Experiment.read(file, List.of()));
        assertThat(error).as("the error of %s", mistake.name).isNotNull();
        for (String expected : mistake.expected) {
            assertThat(error.getMessage()).contains(expected.replace("FILE", file.toString()));
        }
        assertThat(error.problems().size())
                .isEqualTo(mistake.expected.stream()
                        .filter(line -> !line.startsWith("did you"))
                        .count());
    }

    @Test
    void thereAreAtLeastFortyCases() throws IOException {
        assertThat(cases().count()).isGreaterThanOrEqualTo(40);
    }

    @Test
    void baseIsValid() throws IOException {
        Path file = Files.writeString(folder.resolve("base.yaml"), resource("base.yaml"));
        Experiment experiment = Experiment.read(file, List.of());
        assertThat(experiment.name()).isEqualTo("base");
        Path again = Files.writeString(folder.resolve("again.yaml"), experiment.toYaml());
        assertThat(Experiment.read(again, List.of())).isEqualTo(experiment);
    }
}
