package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.datasets.image.DecodeOptions;
import io.winnow.datasets.image.ImageDataset;
import io.winnow.datasets.image.ImageSource;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.trainer.recipe.TestData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Reads the folders that {@code winnow data unpack} writes. */
class UnpackCommandTest extends OnCommandLine {
    @BeforeAll
    static void write() throws IOException {
        TestData.write(folder);
    }

    private static String path(String name) {
        return folder.resolve(name).toString();
    }

    private static ImageDataset open(String name) throws IOException {
        return ImageSource.open(name, Path.of(path(name)), DecodeOptions.of(3));
    }

    @Test
    void everyImageIsWrittenToTheFolderOfItsClass() throws IOException {
        assertThat(winnow("data", "unpack", path("train"), path("all"))).as(err).isZero();
        try (ImageDataset before = open("train");
                ImageDataset after = open("all")) {
            assertThat(after.size()).isEqualTo(64);
            ClassLabels labels = (ClassLabels) after.labels();
            for (int i = 0; i < after.size(); i++) {
                int number = Integer.parseInt(after.key(i).replaceAll(".*/|\\.png", ""));
                assertThat(after.item(i).pixels()).isEqualTo(before.item(number).pixels());
                assertThat(before.key(number)).startsWith(labels.classNames().get(labels.classes()[i]) + "/");
            }
        }
    }

    @Test
    void aShareIsWrittenToTheFolderOfAnotherClass() throws IOException {
        assertThat(winnow("data", "unpack", path("train"), path("some"), "--limit", "40", "--wrong", "0.25"))
                .as(err)
                .isZero();
        assertThat(out).contains("40 images").contains("10 of them in the folder of a wrong class");
        int moved = 0;
        try (ImageDataset before = open("train");
                ImageDataset after = open("some")) {
            assertThat(after.size()).isEqualTo(40);
            for (int i = 0; i < after.size(); i++) {
                int number = Integer.parseInt(after.key(i).replaceAll(".*/|\\.png", ""));
                moved += before.key(number).split("/", 2)[0].equals(after.key(i).split("/", 2)[0]) ? 0 : 1;
            }
        }
        assertThat(moved).isEqualTo(10);
    }

    /** Writes one black image of each class, in CIFAR-10's format. */
    private static String classes(String name, String... classNames) throws IOException {
        Path set = Files.createDirectories(folder.resolve(name));
        Files.write(set.resolve("batches.meta.txt"), List.of(classNames));
        byte[] images = new byte[classNames.length * 3073];
        for (int i = 0; i < classNames.length; i++) {
            images[i * 3073] = (byte) i;
        }
        return Files.write(set.resolve("data_batch_1.bin"), images).toString();
    }

    /** Folders with these names could not be read again, would lie outside of the target, or would mix two classes. */
    @Test
    void classNamesThatCannotBeFoldersAreReplaced() throws IOException {
        assertThat(winnow("data", "unpack", classes("three", "..", ".hidden", "a/b"), path("odd")))
                .as(err)
                .isZero();
        try (Stream<Path> files = Files.walk(folder.resolve("odd"))) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(file -> folder.resolve("odd")
                                    .relativize(file.getParent())
                                    .toString()))
                    .containsExactlyInAnyOrder("-.", "-hidden", "a-b");
        }
        assertThat(winnow("data", "unpack", classes("case", "a", "A"), path("cases")))
                .isEqualTo(2);
        assertThat(folder.resolve("cases")).doesNotExist();
        assertThat(winnow("data", "unpack", classes("same", "a:b", "a/b"), path("sames")))
                .isEqualTo(2);
        assertThat(err).contains("'a:b' and 'a/b' would have the same folder, 'a-b'");
    }

    @Test
    void nothingIsOverwritten() {
        assertThat(winnow("data", "unpack", path("train"), path("test"))).isEqualTo(2);
        assertThat(err).contains(path("test") + " exists already");
        assertThat(winnow("data", "unpack", path("train"), path("no"), "--wrong", "1"))
                .isEqualTo(2);
        assertThat(folder.resolve("no")).doesNotExist();
    }

    @Test
    void pairsOfTablesAreUnpackedWhole() {
        assertThat(winnow("data", "unpack", "pmc-tables", path("pairs"), "--limit", "3"))
                .isEqualTo(2);
        assertThat(err).contains("--limit and --wrong apply to images, but pmc-tables consists of pairs of tables.");
        assertThat(folder.resolve("pairs")).doesNotExist();
    }

    @Test
    void aSingleClassHasNoWrongOnes() throws IOException {
        Path only = Files.createDirectories(folder.resolve("single/cat"));
        Files.copy(images(folder.resolve("train")).get(0), only.resolve("1.png"));
        assertThat(winnow("data", "unpack", only.getParent().toString(), path("none"), "--wrong", "0.5"))
                .isEqualTo(2);
        assertThat(err).contains("--wrong needs at least two classes");
    }
}
