package io.winnow.trainer.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.catalog.DataRoot;
import io.winnow.trainer.config.ConfigException;
import io.winnow.trainer.config.ConfigReader;
import io.winnow.trainer.pool.MeasureStore;
import io.winnow.trainer.pool.Pool;
import io.winnow.trainer.pool.PoolReader;
import io.winnow.trainer.pool.Vectors;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.vectors.VectorFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scores and clusters of a pool of texts whose vectors are in a file. */
class MeasuresTest {
    private static final int SIZE = 30;
    private static final int WIDTH = 6;

    @TempDir
    private Path folder;

    private Path pool;
    private float[][] vectors;

    /** Three groups of ten texts; the last text lies far from all others. */
    @BeforeEach
    void write() throws IOException {
        StringBuilder csv = new StringBuilder("key,text,label,score\n");
        vectors = new float[SIZE][WIDTH];
        Random random = new Random(3);
        for (int i = 0; i < SIZE; i++) {
            csv.append(String.format(
                    "t%02d,text number %d,%s,%s%n", i, i, i % 3 == 0 ? "a" : "b", i % 5 == 0 ? "" : "0." + i));
            for (int d = 0; d < WIDTH; d++) {
                vectors[i][d] = (float) ((d == i / 10 ? 3 : 0) + .1 * random.nextGaussian());
            }
        }
        vectors[SIZE - 1] = new float[] {0, 0, 0, 0, 0, -2};
        pool = Files.writeString(folder.resolve("pool.csv"), csv);
        write("pool.npy", vectors);
    }

    private void write(String name, float[][] rows) throws IOException {
        try (NDManager manager = NDManager.newBaseManager()) {
            VectorFiles.write(folder.resolve(name), manager.create(rows));
        }
    }

    private Filtered filtered(String filters) throws IOException {
        return filtered("file: " + folder.resolve("pool.npy"), filters);
    }

    private Filtered filtered(String vectorKeys, String filters) throws IOException {
        FilterConfig config = new ConfigReader()
                .parse(
                        FilterConfig.class,
                        "test",
                        "vectors: {" + vectorKeys + "}\nclusters: {k: 4, seed: 1}\nfilters: {" + filters + "}",
                        List.of());
        Catalog catalog = new Catalog(DataRoot.ofEnvironment());
        try (NDManager manager = NDManager.newBaseManager();
                Pool opened = PoolReader.read(pool.toString(), config.pool(), catalog);
                Measures measures =
                        new Measures(opened, config, new MeasureStore(folder.resolve("store")), null, null, manager)) {
            return Filtered.of(config, measures);
        }
    }

    @Test
    void distanceToTheNeighbourIsThatOfAllPairs() throws IOException {
        FilterResult result = filtered("near: {kind: score, source: {kind: neighbour_distance, k: 3}, fraction: 0.9}")
                .results()
                .get(1);
        double[] scores = result.scoring().orElseThrow().scores();
        for (int i = 0; i < SIZE; i++) {
            int own = i;
            double third = IntStream.range(0, SIZE)
                    .filter(j -> j != own)
                    .mapToDouble(j -> 1 - Vectors.cosine(vectors[own], vectors[j]))
                    .sorted()
                    .skip(2)
                    .findFirst()
                    .orElseThrow();
            assertThat(scores[i]).isCloseTo(third, within(1e-6));
        }
        assertThat(result.kept()[SIZE - 1]).isFalse();
        assertThat(result.reasons().get(SIZE - 1)).containsExactly("not_among_best");
    }

    @Test
    void clustersOfTargetsAreKept() throws IOException {
        write("targets.npy", new float[][] {vectors[3], vectors[12]});
        FilterResult some = filtered("near: {kind: image, targets: " + folder.resolve("targets.npy") + "}")
                .results()
                .get(1);
        for (int i = 0; i < SIZE; i++) {
            assertThat(some.kept()[i])
                    .isEqualTo(some.values().get(i).equals(some.values().get(3))
                            || some.values().get(i).equals(some.values().get(12)));
        }
        assertThat(some.kept()[25]).isFalse();
        // If the targets are the pool, all examples are kept.
        assertThat(filtered("near: {kind: image, targets: " + folder.resolve("pool.npy") + "}")
                        .examples())
                .hasSize(SIZE);
    }

    @Test
    void clusterSizesCountTheMembers() throws IOException {
        FilterResult result = filtered("size: {kind: score, source: {kind: cluster_size}, threshold: 2}")
                .results()
                .get(1);
        double[] scores = result.scoring().orElseThrow().scores();
        double inverse = Arrays.stream(scores).map(size -> 1 / size).sum();
        assertThat(inverse).isCloseTo(4, within(1e-9));
    }

    @Test
    void captionScoresAreCosines() throws IOException {
        float[][] captions = new float[SIZE][WIDTH];
        for (int i = 0; i < SIZE; i++) {
            captions[i] = vectors[(i + 1) % SIZE].clone();
        }
        captions[7] = new float[WIDTH]; // no caption
        write("captions.npy", captions);
        FilterResult result = filtered(
                        "file: " + folder.resolve("pool.npy") + ", captions: " + folder.resolve("captions.npy"),
                        "fit: {kind: score, source: {kind: caption}, fraction: 0.5}")
                .results()
                .get(1);
        double[] scores = result.scoring().orElseThrow().scores();
        assertThat(scores[0]).isCloseTo(Vectors.cosine(vectors[0], vectors[1]), within(1e-12));
        assertThat(scores[7]).isNaN();
        assertThat(result.reasons().get(7)).containsExactly("no_score");
        assertThat(result.count()).isEqualTo(SIZE / 2);
    }

    @Test
    void fractionsWithinClassesKeepTheirShares() throws IOException {
        Filtered filtered = filtered("best: {kind: score, source: {kind: file, file: " + pool
                + "}, fraction: 0.5, within: class}, all: {kind: score, source: {kind: file, file: " + pool
                + ", best: lowest}, fraction: 1}");
        FilterReport report = FilterReport.of(filtered);
        FilterResult best = filtered.results().get(1);
        for (String name : List.of("a", "b")) {
            long before = filtered.pool().classes().stream()
                    .filter(each -> each.orElseThrow().equals(name))
                    .count();
            long after = IntStream.range(0, SIZE)
                    .filter(i -> best.kept()[i]
                            && filtered.pool().classes().get(i).orElseThrow().equals(name))
                    .count();
            assertThat(after).isEqualTo(before / 2);
        }
        // Every fifth text has no score, so that fraction 1 keeps the other 24.
        assertThat(report.filters().get(1).kept()).isEqualTo(24);
        FilterReport.OfTwo two = report.agreement().get(0);
        assertThat(two.both() + two.onlyFirst()).isEqualTo(best.count());
        assertThat(two.both() + two.onlyFirst() + two.onlySecond() + two.neither())
                .isEqualTo(SIZE);
        assertThat(report.kept()).isEqualTo(two.both());
        assertThat(report.classes()).extracting(FilterReport.OfClass::before).containsExactly(10, 20);
    }

    @Test
    void vectorsOfOtherRowsAreFoundByTheirKeys() throws IOException {
        write("some.npy", new float[][] {vectors[5], vectors[2]});
        Path keys = Files.writeString(folder.resolve("keys.txt"), "t05\nt02\n");
        String given = "file: " + folder.resolve("some.npy") + ", keys: " + keys;
        Filtered filtered = filtered(
                given + ", captions: " + folder.resolve("some.npy"),
                "fit: {kind: score, source: {kind: caption}, threshold: 0.9}");
        assertThat(filtered.examples()).containsExactly(2, 5);
        assertThat(filtered.notes()).anyMatch(note -> note.contains("lacks 28 of the 30"));
        Files.writeString(keys, "u05\nu02\n");
        assertThatThrownBy(() -> filtered(
                        given + ", captions: " + folder.resolve("some.npy"),
                        "fit: {kind: score, source: {kind: caption}, threshold: 0.9}"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("has none of the 30 texts")
                .hasMessageContaining("u05");
    }

    @Test
    void mistakesAreExplained() {
        assertThatThrownBy(() -> filtered(
                        "file: " + folder.resolve("pool.npy") + ", keys: " + pool,
                        "x: {kind: text, words: [text]}, y: {kind: score, source: {kind: cluster_size}, threshold: 1}"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("31 different keys, but there are 30 rows");
        assertThatThrownBy(() -> filtered(
                        "file: " + folder.resolve("pool.npy"),
                        "y: {kind: score, source: {kind: caption}, fraction: 0.5}"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("vectors.captions");
        assertThatThrownBy(() -> filtered("y: {kind: score, source: {kind: neighbour_distance, k: 30}, fraction: 0.5}"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("Set k below");
        assertThatThrownBy(
                        () -> filtered("y: {kind: score, source: {kind: cluster_size}, fraction: 0.5, threshold: 2}"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("but not both");
        assertThatThrownBy(() -> filtered("key: {kind: text, words: [text]}"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("filter.csv");
        assertThatThrownBy(() -> filtered("words: {kind: text, words: [zebra]}").requireSome())
                .isInstanceOf(UserException.class)
                .hasMessageContaining("no_word 30");
    }
}
