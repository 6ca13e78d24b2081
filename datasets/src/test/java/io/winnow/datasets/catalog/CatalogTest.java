package io.winnow.datasets.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.datasets.catalog.Catalog.Split;
import io.winnow.datasets.image.ImageDataset;
import io.winnow.datasets.label.ClassLabels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The original files of CIFAR-10, which replace the shards. */
class CatalogTest {
    private static final Entry CIFAR = Catalog.entries().stream()
            .filter(entry -> entry.name().equals("cifar-10"))
            .findFirst()
            .orElseThrow();

    @TempDir
    Path root;

    private Path folder;
    private Catalog catalog;

    /** Writes one image per file, whose label is the number of the file and whose first pixel is ten times that number. */
    @BeforeEach
    void write() throws IOException {
        folder = Files.createDirectories(root.resolve("cifar-10"));
        for (int file = 1; file <= 6; file++) {
            byte[] bytes = new byte[1 + 3 * 32 * 32];
            bytes[0] = (byte) file;
            bytes[1] = (byte) (10 * file);
            Files.write(folder.resolve(file == 6 ? "test_batch.bin" : "data_batch_" + file + ".bin"), bytes);
        }
        catalog = new Catalog(new DataRoot(List.of(root)));
    }

    private static int[] classes(ImageDataset images) {
        return ((ClassLabels) images.labels()).classes();
    }

    @Test
    void originalFilesAreUsedIfShardsAreMissing() throws IOException {
        Files.writeString(folder.resolve("train-000.tar"), "torn");
        assertThat(catalog.present(CIFAR)).contains(folder);
        assertThat(catalog.fetch(CIFAR)).isEqualTo(folder);
        try (ImageDataset train = catalog.images("cifar-10", Split.TRAIN);
                ImageDataset test = catalog.images("cifar-10", Split.TEST)) {
            assertThat(classes(train)).containsExactly(1, 2, 3, 4, 5);
            assertThat(train.item(4).pixels()[0]).isEqualTo((byte) 50);
            assertThat(train.labels().classNames()).hasSize(10).startsWith("airplane", "automobile");
            assertThat(train.name()).isEqualTo("cifar-10/train");
            assertThat(classes(test)).containsExactly(6);
            assertThat(test.item(0).pixels()[0]).isEqualTo((byte) 60);
        }
    }

    @Test
    void classNamesBesideTheOriginalFilesAreRead() throws IOException {
        List<String> names = IntStream.range(0, 10).mapToObj(i -> "class " + i).toList();
        Files.write(folder.resolve("batches.meta.txt"), names);
        try (ImageDataset test = catalog.images("cifar-10", Split.TEST)) {
            assertThat(test.labels().classNames()).isEqualTo(names);
            assertThat(classes(test)).containsExactly(6);
        }
    }

    @Test
    void errorListsBothFormsIfAnOriginalFileIsMissing() throws IOException {
        Files.delete(folder.resolve("data_batch_3.bin"));
        assertThat(catalog.present(CIFAR)).isEmpty();
        assertThatThrownBy(() -> catalog.images("cifar-10", Split.TEST))
                .isInstanceOf(UnavailableDataException.class)
                .hasMessageContaining("train-000.tar  sha256 ")
                .hasMessageContaining("data_batch_3.bin");
    }
}
