package io.winnow.trainer.recipe.mlcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.datasets.label.ClassLabels;
import io.winnow.trainer.modality.image.ImageData;
import io.winnow.trainer.recipe.Exhibit;
import io.winnow.trainer.recipe.TestData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterExhibitTest {
    @TempDir
    Path folder;

    /** The first cluster has all images of one class, the second one the first half of the others, and the last center has none. */
    @Test
    void theLargestPurestAndMostMixedClustersAreShown() throws IOException {
        try (ImageData data = TestData.open(TestData.write(folder))) {
            ClassLabels labels = (ClassLabels) data.trainLabels();
            int own = labels.classes()[0];
            int[] nearest = IntStream.range(0, labels.size())
                    .map(row -> labels.classes()[row] == own ? 0 : row < labels.size() / 2 ? 1 : 2)
                    .toArray();
            Exhibit.Groups exhibit = (Exhibit.Groups) ClusterExhibit.of(nearest, 4, data);
            long size = Arrays.stream(nearest).filter(each -> each == 0).count();
            assertThat(exhibit.text()).contains("64 training images", "of 4 centers; 1 of these centers have none");
            assertThat(exhibit.groups()).hasSize(3);
            Exhibit.Group pure = exhibit.groups().stream()
                    .filter(group -> group.caption().contains("center 0,"))
                    .findFirst()
                    .orElseThrow();
            assertThat(pure.caption())
                    .isEqualTo("One of the largest: center 0, " + size + " examples, 100% of them labelled "
                            + labels.classNames().get(own));
            assertThat(IntStream.of(pure.examples()).boxed().toList())
                    .hasSize((int) Math.min(12, size))
                    .allMatch(row -> nearest[row] == 0);
        }
    }

    @Test
    void aLargerNumberOfClustersIsShownByItsExtremes() throws IOException {
        try (ImageData data = TestData.open(TestData.write(folder))) {
            ClassLabels labels = (ClassLabels) data.trainLabels();
            int[] nearest =
                    IntStream.range(0, labels.size()).map(row -> row % 16).toArray();
            List<String> captions = ((Exhibit.Groups) ClusterExhibit.of(nearest, 16, data))
                    .groups().stream().map(Exhibit.Group::caption).toList();
            assertThat(captions).hasSize(12);
            assertThat(captions.subList(0, 4)).allMatch(caption -> caption.startsWith("One of the largest"));
            assertThat(captions.subList(4, 8)).allMatch(caption -> caption.startsWith("One of the purest"));
            assertThat(captions.subList(8, 12)).allMatch(caption -> caption.startsWith("One of the most mixed"));
        }
    }
}
