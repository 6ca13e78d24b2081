package io.winnow.trainer.recipe.discover;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import io.winnow.trainer.recipe.Exhibit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiscoveryExhibitsTest {
    @TempDir
    private Path folder;

    @Test
    void newClassesComeFirstAndLabelledExamplesAreNotCountedAsAssigned() throws IOException {
        Path file = Files.writeString(folder.resolve("classes.csv"), """
                key,label,class,probability,margin
                a,cat,cat,0.9,0.8
                b,,cat,0.5,0.1
                c,,new-1,0.6,0.2
                d,,new-2,0.75,0.5
                e,,new-2,0.25,0.1
                """);
        List<Exhibit> exhibits;
        try (NDManager manager = NDManager.newBaseManager()) {
            exhibits = DiscoveryExhibits.of(file, folder, Optional.empty(), manager);
        }
        assertThat(exhibits).hasSize(1); // examples are shown only if the data are read
        assertThat(((Exhibit.Table) exhibits.get(0)).rows())
                .containsExactly(
                        List.of("new-2", "new", "0", "2", "0.500"),
                        List.of("new-1", "new", "0", "1", "0.600"),
                        List.of("cat", "old", "1", "1", "0.500"));
    }
}
