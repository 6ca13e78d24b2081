package io.winnow.datasets.image;

import static io.winnow.datasets.image.TestImages.encoded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.datasets.DataException;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.ClassSets;
import io.winnow.datasets.label.NoLabels;
import io.winnow.datasets.source.Content;
import io.winnow.datasets.source.DataDescription;
import io.winnow.datasets.source.DescribedData;
import io.winnow.datasets.source.Encoding;
import io.winnow.datasets.source.ItemColumns;
import io.winnow.datasets.source.LabelDescription;
import io.winnow.datasets.source.Metadata;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A CSV and a folder of images. */
class DescribedImagesTest {
    @TempDir
    Path folder;

    private DescribedData describe(String rows) throws IOException {
        Path file = Files.writeString(folder.resolve("a.csv"), "name,file,tags\n" + rows);
        return DescribedData.read(
                "photos",
                new DataDescription(
                        Metadata.of(file),
                        new Content.Files(List.of("file"), folder, false),
                        ItemColumns.NONE.withKey("name"),
                        Map.of(
                                "tags",
                                LabelDescription.Multi.listed(
                                        new Encoding.Separated("tags", "|"), LabelDescription.Multi.Unlisted.UNKNOWN)),
                        List.of()));
    }

    @Test
    void theFilesOfATableAreADataSet() throws IOException {
        Files.createDirectories(folder.resolve("in"));
        for (int i = 0; i < 20; i++) {
            Files.write(folder.resolve("in/" + i + ".png"), encoded("png", 4, 4, 10 * i));
        }
        StringBuilder rows = new StringBuilder();
        for (int i = 19; i >= 0; i--) {
            rows.append('k')
                    .append(i)
                    .append(",in/")
                    .append(i)
                    .append(".png,")
                    .append(i % 2 == 0 ? "even|small" : "")
                    .append('\n');
        }
        DescribedData data = describe(rows.toString());
        try (ImageDataset images = ImageSource.openDescribed(data, data.labels().get("tags"), DecodeOptions.of(3))) {
            assertThat(images.size()).isEqualTo(20);
            assertThat(images.name()).isEqualTo("photos");
            assertThat(images.key(0)).isEqualTo("k19");
            assertThat(images.labels().known(0)).isFalse();
            assertThat(((ClassSets) images.labels()).positives()[1]).containsExactly(0, 1);
            // Reading on all processors gives the same pixels as reading one by one.
            int[] parallel =
                    IntStream.range(0, 20).parallel().map(i -> pixel(images, i)).toArray();
            assertThat(parallel)
                    .containsExactly(
                            IntStream.range(0, 20).map(i -> pixel(images, i)).toArray());
            assertThat(parallel[0]).isEqualTo(190);
            ClassLabels others = new ClassLabels(new int[20], List.of("a"));
            try (ImageDataset relabelled = ImageSource.openDescribed(data, others, DecodeOptions.of(3))) {
                assertThat(relabelled.fingerprint()).isNotEqualTo(images.fingerprint());
            }
        }
    }

    private static int pixel(ImageDataset images, int index) {
        try {
            return images.item(index).pixels()[2 * 4 * 4] & 0xff; // blue
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void filesThatAreNotImagesAreRefused() throws IOException {
        Files.writeString(folder.resolve("a.pdf"), "x");
        DescribedData data = describe("1,a.pdf,x\n");
        assertThatThrownBy(() -> ImageSource.openDescribed(data, new NoLabels(1), DecodeOptions.of(1)))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("1 file of photos cannot be read as images, such as " + folder.resolve("a.pdf")
                        + ". Convert them");
    }

    @Test
    void aDamagedImageIsNamedByItsKey() throws IOException {
        Files.writeString(folder.resolve("a.png"), "x");
        DescribedData data = describe("first,a.png,x\n");
        try (ImageDataset images = ImageSource.openDescribed(data, new NoLabels(1), DecodeOptions.of(1))) {
            assertThatThrownBy(() -> images.item(0)).hasMessageContaining("first");
        }
    }
}
