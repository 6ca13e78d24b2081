package io.winnow.trainer.recipe.semi;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.datasets.loader.ExampleBatch;
import io.winnow.datasets.loader.ExampleLoader;
import io.winnow.trainer.engine.BatchSource;
import io.winnow.trainer.modality.Fixed;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.recipe.Experiment;
import io.winnow.trainer.recipe.TestData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The batches of labelled and unlabelled examples. */
class SemiSourceTest {
    @TempDir
    static Path folder;

    /** A training on labels alone gets the labelled examples of the method that it is compared with, and as many steps in an epoch. */
    @Test
    void theLabelledPartIsTheSameAlone() throws IOException {
        TestData.write(folder);
        Semi semi = (Semi)
                Experiment.parse("test", """
                        name: test
                        recipe:
                          kind: semi
                          data: {train: %s, test: %s, image_size: 16, labels: {few_shot: {per_class: 5, rest: unlabelled}}}
                          learn:
                            encoder: {kind: cnn, channels: [8], kernel: 3, width: 8}
                            training: {duration: {steps: 4}, batch_size: 4, optimizer: {kind: sgd, learning_rate: 0.1}}
                        """.formatted(folder.resolve("train"), folder.resolve("test")), List.of())
                        .recipe();
        try (TaskData data = semi.data().open(TestData.catalog(folder), Fixed.NOTHING, Optional.empty());
                ExampleLoader labelled = data.trainLoader(4);
                ExampleLoader unlabelled = data.unlabelled(false).orElseThrow().trainLoader(7)) {
            SemiSource both = new SemiSource(labelled, unlabelled, semi.learn(), data.unit());
            BatchSource<ExampleBatch> alone = both.labelledAlone();
            assertThat(alone.batchesPerEpoch()).isEqualTo(unlabelled.batchesPerEpoch());
            assertThat(alone.batchSize()).isEqualTo(4);
            try (BatchSource.Batches<SemiBatch> whole = both.from(9, 2);
                    BatchSource.Batches<ExampleBatch> part = alone.from(9, 2)) {
                for (int i = 0; i < 6; i++) {
                    try (SemiBatch of = whole.next();
                            ExampleBatch own = part.next()) {
                        assertThat(own.indices()).containsExactly(of.labelled().indices());
                    }
                }
            }
        }
    }
}
