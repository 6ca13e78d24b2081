package io.winnow.trainer.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.datasets.label.Labels;
import io.winnow.datasets.loader.ImageBatch;
import io.winnow.datasets.loader.ImageLoader;
import io.winnow.trainer.recipe.TestData;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageDataTest {
    @TempDir
    Path folder;

    @Test
    void selectedExamplesKeepTheirNumbersAndLabels() throws IOException {
        try (ImageData all = TestData.open(TestData.write(folder))) {
            ImageData some = all.select(new int[] {1, 4, 5});
            int[] numbers = all.trainExamples();
            assertThat(some.trainExamples()).containsExactly(numbers[1], numbers[4], numbers[5]);
            int[] classes = ((Labels.Single) all.trainLabels()).classes();
            assertThat(((Labels.Single) some.trainLabels()).classes())
                    .containsExactly(classes[1], classes[4], classes[5]);
            try (ImageLoader loader = some.trainLoader(3);
                    ImageLoader.Batches batches = loader.inOrder();
                    ImageBatch batch = batches.next()) {
                assertThat(batch.indices()).containsExactly(numbers[1], numbers[4], numbers[5]);
                assertThat(batches.hasNext()).isFalse();
            }
        }
    }

    /** Folders are numbered within each split, so one that is missing in the middle shifts those after it. */
    @Test
    void splitsThatNumberClassesDifferentlyAreRefused() throws IOException {
        ImageDataConfig config = TestData.write(folder);
        List<Path> classes;
        try (Stream<Path> folders = Files.list(config.test().orElseThrow())) {
            classes = folders.sorted().toList();
        }
        Path last = classes.get(classes.size() - 1);
        Path away = folder.resolve("away");
        Files.move(last, away);
        TestData.open(config).close();
        Files.move(away, last);
        Files.move(classes.get(0), away);
        assertThatThrownBy(() -> TestData.open(config))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("numbers of classes must mean the same");
    }

    @Test
    void shardsAtOnceTakeShards() throws IOException {
        ImageDataConfig plain = TestData.write(folder);
        ImageDataConfig config = new ImageDataConfig(
                plain.name(),
                plain.train(),
                plain.test(),
                plain.channels(),
                plain.side(),
                plain.limit(),
                plain.labels(),
                Optional.of(2),
                plain.maxCorrupt(),
                "white");
        assertThatThrownBy(() -> TestData.open(config))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("shards_at_once")
                .hasMessageContaining("do not lie in shards");
    }
}
