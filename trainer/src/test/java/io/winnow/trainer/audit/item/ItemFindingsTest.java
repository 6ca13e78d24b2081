package io.winnow.trainer.audit.item;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.trainer.calibrate.NeighbourVotes;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.modality.image.ImageData;
import io.winnow.trainer.recipe.TestData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ItemFindingsTest {
    @TempDir
    Path folder;

    /** Returns the first image of each class folder of a part, in the order of the classes. */
    private List<Path> firstOfEach(String part) throws IOException {
        List<Path> first = new ArrayList<>();
        try (Stream<Path> classes = Files.list(folder.resolve(part))) {
            for (Path each : classes.sorted().toList()) {
                try (Stream<Path> images = Files.list(each)) {
                    first.add(images.sorted().findFirst().orElseThrow());
                }
            }
        }
        return first;
    }

    private static List<ItemFinding> copies(ItemFindings found, ItemFinding.Kind kind) {
        return found.found().stream()
                .filter(each -> each.kind() == kind && each.measure() == 1)
                .toList();
    }

    private static String name(Path image) {
        return image.getParent().getFileName() + "/" + image.getFileName();
    }

    /** One image is copied to the folder of another class, one within its class, and one from the test to the training images. */
    @Test
    void copiesAreFoundWithWhatTheyMean() throws IOException {
        var config = TestData.write(folder);
        Path train = folder.resolve("train");
        List<Path> own = firstOfEach("train");
        Path contradicting = Files.copy(own.get(0), own.get(1).resolveSibling("z-wrong.png"));
        Path repeating = Files.copy(own.get(2), own.get(2).resolveSibling("z-again.png"));
        Path test = firstOfEach("test").get(0);
        Path leaking =
                Files.copy(test, train.resolve(test.getParent().getFileName()).resolve("z-leak.png"));
        try (ImageData data = TestData.open(config);
                NDManager manager = NDManager.newBaseManager()) {
            int n = data.trainExamples().length;
            int wrong = IntStream.range(0, n)
                    .filter(row -> data.train().key(data.trainExamples()[row]).equals(name(contradicting)))
                    .findFirst()
                    .orElseThrow();
            int odd = (wrong + 1) % n;
            NDArray z = around(n, odd, manager);
            int[] suspicious = IntStream.concat(
                            IntStream.of(wrong), IntStream.range(0, n).filter(row -> row != wrong))
                    .toArray();
            ItemFindings found = ItemFindings.of(data, z, NeighbourVotes.of(z, 12), suspicious, message -> {});

            ItemFinding contradiction =
                    copies(found, ItemFinding.Kind.CONTRADICTION).get(0);
            assertThat(copies(found, ItemFinding.Kind.CONTRADICTION)).hasSize(1);
            assertThat(contradiction.example().row()).isEqualTo(wrong);
            assertThat(contradiction.example().label())
                    .isEqualTo(own.get(1).getParent().getFileName().toString());
            assertThat(contradiction.other().orElseThrow().key()).isEqualTo(name(own.get(0)));
            assertThat(contradiction.trainExamples()).hasSize(2);

            assertThat(copies(found, ItemFinding.Kind.DUPLICATE))
                    .singleElement()
                    .satisfies(each -> {
                        assertThat(each.example().key()).isEqualTo(name(repeating));
                        assertThat(each.other().orElseThrow().key()).isEqualTo(name(own.get(2)));
                    });
            assertThat(copies(found, ItemFinding.Kind.LEAK)).singleElement().satisfies(each -> {
                assertThat(each.example().key()).isEqualTo(name(leaking));
                assertThat(each.other().orElseThrow().key()).isEqualTo(name(test));
                assertThat(each.other().orElseThrow().part()).isEqualTo(TaskData.Part.TEST);
                assertThat(each.trainExamples()).hasSize(1);
            });
            assertThat(found.counts().get(ItemFinding.Kind.OUTLIER)).isOne();
            assertThat(found.found().get(found.found().size() - 1).example().row())
                    .isEqualTo(odd);
            assertThat(found.sentence()).contains("1 example is farther than").contains("(leaks)");
        }
    }

    /** Returns vectors around one direction, of which one points the other way. */
    private static NDArray around(int n, int odd, NDManager manager) {
        Random random = new Random(3);
        float[] z = new float[4 * n];
        for (int i = 0; i < z.length; i++) {
            z[i] = (float) ((i % 4 == 0 ? i / 4 == odd ? -5 : 5 : 0) + random.nextGaussian());
        }
        return manager.create(z, new Shape(n, 4));
    }
}
