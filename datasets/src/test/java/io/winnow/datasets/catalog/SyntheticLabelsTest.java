package io.winnow.datasets.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SyntheticLabelsTest {
    private static final int TOPICS = 10;

    @TempDir
    Path folder;

    private List<String> lines;

    @BeforeEach
    void write() throws IOException {
        Path file = folder.resolve("rows.csv");
        new SyntheticLabels(100 * TOPICS, 3).write(file, 0, 3000);
        lines = Files.readAllLines(file);
    }

    private static int[] labels(String line) {
        return Arrays.stream(line.substring(line.lastIndexOf(',') + 1).split("\\|"))
                .mapToInt(name -> Integer.parseInt(name.substring("label-".length())))
                .toArray();
    }

    @Test
    void rowsHaveNumbersAndDistinctLabelsOfOneTopic() {
        assertThat(lines).hasSize(3001);
        assertThat(lines.get(0)).startsWith("x0,x1,").endsWith(",x63,labels");
        for (String line : lines.subList(1, lines.size())) {
            assertThat(line.split(",")).hasSize(65).allMatch(cell -> cell.matches("-?\\d\\.\\d{3}|label.*"));
            int[] own = labels(line);
            assertThat(own.length).isBetween(1, 9);
            assertThat(own).doesNotHaveDuplicates();
            assertThat(Arrays.stream(own).map(label -> label / 100).distinct().count())
                    .isEqualTo(1);
        }
    }

    /** Topics are drawn in proportion to the inverse square root of their rank. */
    @Test
    void topicsFollowAPowerLaw() {
        double[] shares = new double[TOPICS];
        double sum = 0;
        for (String line : lines.subList(1, lines.size())) {
            shares[labels(line)[0] / 100] += 1.0 / 3000;
        }
        for (int rank = 1; rank <= TOPICS; rank++) {
            sum += 1 / Math.sqrt(rank);
        }
        for (int rank = 1; rank <= TOPICS; rank++) {
            double expected = 1 / Math.sqrt(rank) / sum;
            assertThat(shares[rank - 1]).isCloseTo(expected, within(4 * Math.sqrt(expected / 3000)));
        }
    }

    /** The label of the highest rank is much more frequent than that of the lowest. */
    @Test
    void labelsOfATopicFollowAPowerLaw() {
        Map<Integer, Integer> counts = new HashMap<>();
        lines.subList(1, lines.size())
                .forEach(line ->
                        Arrays.stream(labels(line)).forEach(label -> counts.merge(label % 100, 1, Integer::sum)));
        assertThat(counts.get(0)).isGreaterThan(10 * counts.get(99));
        assertThat(counts.get(9)).isBetween(2 * counts.get(99), counts.get(0));
    }

    @Test
    void examplesAreAFunctionOfTheSeed() throws IOException {
        Path again = folder.resolve("again.csv");
        new SyntheticLabels(100 * TOPICS, 3).write(again, 10, 2);
        assertThat(Files.readAllLines(again).subList(1, 3)).isEqualTo(lines.subList(11, 13));
        new SyntheticLabels(100 * TOPICS, 4).write(again, 10, 2);
        assertThat(Files.readAllLines(again).get(1)).isNotEqualTo(lines.get(11));
    }

    /** The checksums of the catalog are those of the computed files. */
    @Test
    void theCatalogComputesAFile() throws IOException {
        Catalog catalog = new Catalog(new DataRoot(List.of(folder)));
        Optional<Path> found = catalog.generated(Path.of("synthetic-10000", "labels.csv"));
        assertThat(found).contains(folder.resolve("synthetic-10000").resolve("labels.csv"));
        assertThat(Files.readAllLines(found.orElseThrow()))
                .hasSize(10_001)
                .startsWith("label", "label-0")
                .endsWith("label-9999");
        assertThat(catalog.generated(Path.of("synthetic-10000", "other.csv"))).isEmpty();
        assertThat(catalog.generated(Path.of("fashion-mnist", "labels.csv"))).isEmpty();
    }
}
