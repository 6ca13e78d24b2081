package io.winnow.trainer.modality.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.loader.ImageBatch;
import io.winnow.datasets.loader.ImageLoader;
import io.winnow.trainer.recipe.TestData;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
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
            int[] classes = ((ClassLabels) all.trainLabels()).classes();
            assertThat(((ClassLabels) some.trainLabels()).classes())
                    .containsExactly(classes[1], classes[4], classes[5]);
            try (ImageLoader loader = some.trainLoader(3);
                    ImageLoader.Batches batches = loader.inOrder();
                    ImageBatch batch = batches.next()) {
                assertThat(batch.indices()).containsExactly(numbers[1], numbers[4], numbers[5]);
                assertThat(batches.hasNext()).isFalse();
            }
        }
    }

    @Test
    void shardsAtOnceNeedsShards() throws IOException {
        ImageDataConfig plain = TestData.write(folder);
        ImageDataConfig config = new ImageDataConfig(
                plain.name(),
                plain.train(),
                plain.test(),
                plain.holdout(),
                Optional.empty(),
                Optional.empty(),
                plain.channels(),
                plain.imageSize(),
                plain.photographs(),
                plain.limit(),
                Optional.empty(),
                plain.labels(),
                Optional.of(2),
                plain.maxCorrupt(),
                "white");
        assertThatThrownBy(() -> TestData.open(config))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("shards_at_once")
                .hasMessageContaining("are not in shards");
    }
}
