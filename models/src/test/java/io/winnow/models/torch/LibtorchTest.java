package io.winnow.models.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class LibtorchTest {
    @Test
    void readsTheFlavorFromTheNameOfDjlsFolder() {
        assertThat(Libtorch.flavor(Path.of("/x/2.7.1-20250812-cpu-linux-x86_64"), null))
                .isEqualTo("cpu");
        assertThat(Libtorch.flavor(Path.of("/x/2.7.1-cu128-linux-x86_64"), "cpu"))
                .isEqualTo("cu128");
        assertThat(Libtorch.flavor(Path.of("/x/1.13.1-cpu-precxx11-linux-aarch64"), null))
                .isEqualTo("cpu-precxx11");
        assertThat(Libtorch.flavor(Path.of("/opt/libtorch/lib"), "cu128")).isEqualTo("cu128");
        assertThat(Libtorch.flavor(Path.of("/opt/libtorch/lib"), null)).isEqualTo("unknown flavor");
    }

    @Test
    void findsTheFolderOfTheLoadedLibrary() {
        assertThat(Libtorch.folder()).isDirectoryContaining("glob:**" + System.mapLibraryName("c10"));
    }
}
