package io.winnow.datasets.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.datasets.image.DecodeOptions;
import io.winnow.datasets.image.ImageDataset;
import io.winnow.datasets.image.ImageSource;
import io.winnow.datasets.image.RelabelledImages;
import io.winnow.datasets.image.SyntheticShapes;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.ClassSets;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.label.NoLabels;
import io.winnow.datasets.label.NumberLabels;
import io.winnow.datasets.label.SoftLabels;
import io.winnow.datasets.label.VoteLabels;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class InspectionTest {
    private static final List<String> NAMES = List.of("a", "b");

    /** Four images, of which a has two or about two, and b one; of the last one nothing is known. */
    static Stream<Labels> kinds() {
        return Stream.of(
                new ClassLabels(new int[] {0, 1, 0, -1}, NAMES),
                new ClassSets(new int[][] {{0}, {0, 1}, {}, {}}, NAMES),
                new SoftLabels(new int[][] {{0, 1}, {1}, {0}, {}}, new double[][] {{0.7, 0.3}, {1}, {1}, {}}, NAMES),
                new VoteLabels(new int[4][0], new int[][] {{0, 0, 1}, {1}, {0}, {}}, List.of(), NAMES));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void imagesOfEachClass(Labels labels) throws IOException {
        Inspection inspection = Inspection.of(new RelabelledImages(new SyntheticShapes(4, 16, 0), labels));
        assertThat(inspection.images()).isEqualTo(4);
        assertThat(inspection.perClass()).containsExactly(Map.entry("a", 2), Map.entry("b", 1));
        assertThat(inspection.sizes()).isEqualTo(Map.of("16x16", 4));
    }

    static Stream<Labels> withoutClasses() {
        return Stream.of(
                new NoLabels(4),
                new NumberLabels(new double[][] {{1}, {2}, {3}, {Double.NaN}}, List.of("x"), Optional.empty()));
    }

    @ParameterizedTest
    @MethodSource("withoutClasses")
    void thereAreNoClasses(Labels labels) throws IOException {
        assertThat(Inspection.of(new RelabelledImages(new SyntheticShapes(4, 16, 0), labels))
                        .perClass())
                .isEmpty();
    }

    /** A configuration calls the kinds so; every kind has a name. */
    @Test
    void kindsOfLabels() throws IOException {
        List<String> names = new ArrayList<>();
        for (Labels labels : Stream.concat(kinds(), withoutClasses()).toList()) {
            names.add(Inspection.of(new RelabelledImages(new SyntheticShapes(4, 16, 0), labels))
                    .labels());
        }
        assertThat(names).containsExactly("class", "multi", "soft", "votes", "none", "number");
        assertThat(Inspection.KINDS.keySet().toArray())
                .containsExactlyInAnyOrder((Object[]) Labels.class.getPermittedSubclasses());
    }

    @Test
    void json(@TempDir Path folder) throws IOException {
        JsonNode shapes = new ObjectMapper().valueToTree(Inspection.of(new SyntheticShapes(4, 16, 0)));
        assertThat(shapes.at("/sizes/16x16").asInt()).isEqualTo(4);
        assertThat(shapes.get("decoding").isNull()).isTrue();
        Path file = Files.createDirectories(folder.resolve("cat")).resolve("1.png");
        ImageIO.write(new BufferedImage(5, 7, BufferedImage.TYPE_INT_RGB), "png", file.toFile());
        try (ImageDataset images = ImageSource.open("own", folder, DecodeOptions.of(3))) {
            JsonNode read = new ObjectMapper().valueToTree(Inspection.of(images));
            assertThat(read.at("/perClass/cat").asInt()).isEqualTo(1);
            assertThat(read.at("/decoding/background").asInt()).isEqualTo(0xFFFFFF);
        }
    }

    /** A row for each of the two classes, in which the image without a class has no place. */
    @Test
    void theContactSheetLeavesOutImagesWithoutAClass(@TempDir Path folder) throws IOException {
        Path sheet = folder.resolve("sheet.png");
        Labels labels = new ClassLabels(new int[] {0, 1, 0, -1}, NAMES);
        ContactSheet.write(new RelabelledImages(new SyntheticShapes(4, 16, 0), labels), 1, sheet);
        BufferedImage page = ImageIO.read(sheet.toFile());
        assertThat(page.getHeight()).isEqualTo(2 * 66 + 2);
        assertThat(IntStream.range(0, 4).map(column -> filled(page, 0, column))).containsExactly(1, 1, 0, 0);
        assertThat(IntStream.range(0, 4).map(column -> filled(page, 1, column))).containsExactly(1, 0, 0, 0);
    }

    /** Whether the middle of a thumbnail is not black. */
    private static int filled(BufferedImage page, int row, int column) {
        return (page.getRGB(column * 66 + 34, row * 66 + 34) & 0xFFFFFF) == 0 ? 0 : 1;
    }
}
