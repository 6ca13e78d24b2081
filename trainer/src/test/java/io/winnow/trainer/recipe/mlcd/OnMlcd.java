package io.winnow.trainer.recipe.mlcd;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.trainer.cluster.Metric;
import io.winnow.trainer.modality.image.ImageData;
import io.winnow.trainer.recipe.Recipes;
import io.winnow.trainer.vectors.VectorTiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

/** Base class of tests of MLCD on small images, which belong to 8 clusters. */
abstract class OnMlcd {
    @TempDir
    Path folder;

    static Discriminate options(String more) {
        return options(more.split(" "));
    }

    static Discriminate options(String... more) {
        return Recipes.reader().parse(Discriminate.class, "test", """
                        encoder: {kind: resnet, depth: 8, width: 4}
                        dimension: 8
                        scale: 8
                        margin: 0.1
                        sampling_rate: 0.5
                        augmentation: {kind: image, min_scale: 1, max_ratio: 1, flip: 0, color_jitter: 0, grayscale: 0, blur: 0}
                        training: {duration: {steps: 1}, batch_size: 16, optimizer: {kind: sgd, learning_rate: 0.1}}
                        """, List.of(more));
    }

    /** Assigns example i to the centers i and i + 1, modulo 8. */
    Assignment assignment(int[] examples, NDManager manager) throws IOException {
        float[] vectors = new float[examples.length * 8];
        for (int i = 0; i < examples.length; i++) {
            vectors[8 * i + i % 8] = 1;
            vectors[8 * i + (i + 1) % 8] = 0.5f;
        }
        Path file = folder.resolve("labels.bin");
        try (NDManager scope = manager.newSubManager()) {
            Assignment.write(
                    file,
                    VectorTiles.of(scope.create(vectors, new Shape(examples.length, 8))),
                    scope.eye(8),
                    2,
                    Metric.SPHERICAL);
        }
        return Assignment.open(file, examples);
    }

    /** An objective of one process that does not start from a trained encoder. */
    static MlcdObjective objective(Discriminate options, ImageData data, Assignment assignment, NDManager manager) {
        return new MlcdObjective(options, data, assignment, Optional.empty(), Optional.empty(), manager);
    }
}
