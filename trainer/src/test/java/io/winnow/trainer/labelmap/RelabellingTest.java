package io.winnow.trainer.labelmap;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.image.DecodeOptions;
import io.winnow.datasets.image.ImageDataset;
import io.winnow.datasets.image.ImageSource;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.model.PlaceClassifier;
import io.winnow.trainer.recipe.TestData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RelabellingTest {
    private static final int CLASSES = 5;

    @TempDir
    Path folder;

    @Test
    void eachImageIsScoredOnce() throws IOException {
        TestData.write(folder);
        List<Integer> scored = new ArrayList<>();
        PlaceClassifier places = (images, examples, manager) -> {
            Arrays.stream(examples).forEach(scored::add);
            return manager.ones(new Shape(examples.length, CLASSES, 3, 4));
        };
        try (NDManager manager = NDManager.newBaseManager();
                ImageDataset images = ImageSource.open("train", folder.resolve("train"), DecodeOptions.of(3))) {
            int[] examples = TaskData.all(images);
            List<String> classes = images.labels().classNames();
            assertThat(classes).hasSize(CLASSES);
            Relabelling relabelling = new Relabelling(
                    new Relabelling.Teacher("teacher", "0", places, Map.of()),
                    classes,
                    new Relabelling.Options(1, false, 0.5, 1));
            Relabelling.Summary summary =
                    relabelling.write(images, examples, folder.resolve("maps"), manager, done -> {});
            assertThat(summary.images()).isEqualTo(examples.length);
            assertThat(scored)
                    .containsExactlyElementsOf(Arrays.stream(examples).boxed().toList());
        }
    }
}
