package io.winnow.trainer.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.random.CounterRandom;
import io.winnow.trainer.model.Preview;
import io.winnow.trainer.vectors.VectorTiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExactSearchTest {
    @TempDir
    Path folder;

    private static final int ROWS = 57;
    private static final int WIDTH = 5;

    @Test
    void findsTheSameNeighboursAsADirectComparison() throws IOException {
        CounterRandom random = CounterRandom.of(4, 2);
        float[] numbers = new float[ROWS * WIDTH];
        float[] query = new float[WIDTH];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) random.nextDouble(-1, 1);
        }
        for (int i = 0; i < WIDTH; i++) {
            query[i] = (float) random.nextDouble(-1, 1);
        }
        double[] distances = IntStream.range(0, ROWS)
                .mapToDouble(row -> Math.sqrt(IntStream.range(0, WIDTH)
                        .mapToDouble(i -> Math.pow(numbers[row * WIDTH + i] - query[i], 2))
                        .sum()))
                .toArray();
        List<Integer> expected = IntStream.range(0, ROWS)
                .boxed()
                .sorted(Comparator.comparingDouble(row -> distances[row]))
                .toList();
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray vectors = manager.create(numbers, new Shape(ROWS, WIDTH));
            for (int tile : new int[] {1, 10, 1000}) {
                NDArray both = manager.create(query, new Shape(1, WIDTH)).repeat(0, 2);
                both.set(new NDIndex("0"), 0);
                List<List<Neighbour>> each = ExactSearch.nearest(VectorTiles.of(vectors), both, 12, tile);
                assertThat(each).hasSize(2);
                assertThat(each.get(0)).hasSize(12).isNotEqualTo(each.get(1));
                List<Neighbour> found = each.get(1);
                assertThat(found).hasSize(12);
                for (int i = 0; i < 12; i++) {
                    assertThat(found.get(i).row()).isEqualTo((long) expected.get(i));
                    assertThat(found.get(i).distance()).isCloseTo(distances[expected.get(i)], within(1e-6));
                }
            }
            assertThat(ExactSearch.nearest(VectorTiles.of(vectors), manager.create(query, new Shape(1, WIDTH)), 100, 10)
                            .get(0))
                    .hasSize(ROWS);
        }
    }

    @Test
    void theGraphFindsNearlyAllNearestNeighbours() throws IOException {
        int rows = 3000;
        int width = 16;
        CounterRandom random = CounterRandom.of(9, 9);
        ByteBuffer bytes = ByteBuffer.allocate(rows * width * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < rows * width; i++) {
            bytes.putFloat((float) random.nextDouble(-1, 1));
        }
        Path vectors = Files.write(folder.resolve("vectors.f32"), bytes.array());
        Path file = folder.resolve("graph");
        GraphSearch.build(vectors, rows, width, file);
        int found = 0;
        try (GraphSearch graph = GraphSearch.open(vectors, rows, width, file);
                VectorTiles exact = VectorTiles.raw(vectors, rows);
                NDManager manager = NDManager.newBaseManager()) {
            for (int query = 0; query < 30; query++) {
                float[] vector = graph.row(query * 97);
                List<Neighbour> right = ExactSearch.nearest(exact, manager.create(vector, new Shape(1, width)), 10)
                        .get(0);
                List<Neighbour> approximate = graph.nearest(vector, 10);
                assertThat(approximate).hasSize(10);
                assertThat(approximate.get(0)).isEqualTo(new Neighbour(query * 97L, 0));
                for (Neighbour neighbour : approximate) {
                    found += right.stream().anyMatch(other -> other.row() == neighbour.row()) ? 1 : 0;
                }
            }
        }
        assertThat(found).isGreaterThan(290);
    }

    @Test
    void textOfTablesIsEscaped() {
        Preview table =
                new Preview.Grid("a & b <script>alert('1')</script>", List.of("\"x\""), List.of(List.of("<td>")), 1, 1);
        String page = SearchPage.of(
                "<b>id", table, List.of(new SearchHit(1, "<b>id", Map.of("distance", 0.5), table)), "all <of> them");
        assertThat(page)
                .doesNotContain("<script", "<b>id", "<of>")
                .contains("&lt;script&gt;alert(&#39;1&#39;)", "&quot;x&quot;", "<td>&lt;td&gt;</td>", "a &amp; b");
        assertThat(page).doesNotContain("http://", "https://", "src=");
    }
}
