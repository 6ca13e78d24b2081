package io.winnow.trainer.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.trainer.config.Sample.Folder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigPathsTest {
    private record Files(
            List<Path> parts,
            Map<String, Folder> folders,
            @Inline Other other) {}

    private record Other(Path file, Object untouched) {}

    private static Sample sample(String features) {
        return Sample.reader().parse(Sample.class, "test.yaml", """
                name: data
                features: %s/file.npy
                optimizer: {kind: sgd, learning_rate: 0.1}
                plugin: {kind: image_folder, folder: %s}
                """.formatted(features, features), List.of());
    }

    @Test
    void everyPathIsChangedAndNothingElse() {
        assertThat(ConfigPaths.map(sample("data"), path -> Path.of("moved").resolve(path)))
                .isEqualTo(sample("moved/data"));
    }

    @Test
    void listsMapsAndInlinedSectionsHavePathsToo() {
        Files files = new Files(
                List.of(Path.of("a"), Path.of("b")),
                Map.of("c", new Folder(Path.of("c"))),
                new Other(Path.of("d"), new Object()));
        Files moved = ConfigPaths.map(files, path -> Path.of("moved").resolve(path));
        assertThat(moved.parts()).containsExactly(Path.of("moved/a"), Path.of("moved/b"));
        assertThat(moved.folders()).isEqualTo(Map.of("c", new Folder(Path.of("moved/c"))));
        assertThat(moved.other().file()).isEqualTo(Path.of("moved/d"));
        assertThat(moved.other().untouched()).isSameAs(files.other().untouched());
    }

    @Test
    void aConfigurationWithoutAnotherPathIsTheSameObject() {
        Sample sample = sample("data");
        assertThat(ConfigPaths.map(sample, path -> path)).isSameAs(sample);
    }
}
