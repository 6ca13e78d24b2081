package io.winnow.trainer.vision;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.datasets.label.Labels;
import io.winnow.datasets.loader.ImageBatch;
import io.winnow.datasets.loader.ImageLoader;
import io.winnow.trainer.recipe.TestData;
import java.io.IOException;
import java.nio.file.Path;
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
}
