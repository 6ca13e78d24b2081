package io.winnow.datasets.truth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.datasets.label.Annotations;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** Answers and results of an independent reference. */
record Reference(JsonNode json, AnswerTable answers) {
    static final List<String> FILES = List.of("two-classes", "four-classes", "one-annotation-each");

    static Reference read(String name) throws IOException {
        JsonNode json = new ObjectMapper().readTree(Reference.class.getResourceAsStream(name + ".json"));
        List<List<int[]>> given = new ArrayList<>();
        for (int i = 0; i < json.get("items").asInt(); i++) {
            given.add(new ArrayList<>());
        }
        JsonNode rows = json.get("annotations [item, worker, class]");
        for (int row = 0; row < rows.size(); row++) {
            JsonNode each = rows.get(row);
            given.get(each.get(0).asInt())
                    .add(new int[] {each.get(1).asInt(), each.get(2).asInt(), arrival(json.at("/streaming/order"), row)
                    });
        }
        given.forEach(own -> own.sort((a, b) -> Integer.compare(a[0], b[0])));
        return new Reference(
                json,
                AnswerTable.of(new Annotations(
                        names(given.size()),
                        names(json.get("workers").asInt()),
                        names(json.get("classes").asInt()),
                        part(given, 0),
                        part(given, 1),
                        part(given, 2))));
    }

    static List<String> names(int count) {
        return IntStream.range(0, count).mapToObj(Integer::toString).toList();
    }

    /** Answers of which each row has the class that each annotator gave, or a negative number for none. */
    static AnswerTable table(int classes, int[][] rows) {
        int[][] voters = new int[rows.length][];
        int[][] labels = new int[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            int[] row = rows[i];
            voters[i] = IntStream.range(0, row.length).filter(a -> row[a] >= 0).toArray();
            labels[i] = IntStream.of(voters[i]).map(a -> row[a]).toArray();
        }
        return AnswerTable.of(new Annotations(
                Collections.nCopies(rows.length, "item"), names(rows[0].length), names(classes), voters, labels));
    }

    private static int arrival(JsonNode order, int row) {
        return IntStream.range(0, order.size())
                .filter(place -> order.get(place).asInt() == row)
                .findFirst()
                .orElseThrow();
    }

    private static int[][] part(List<List<int[]>> given, int part) {
        return given.stream()
                .map(own -> own.stream().mapToInt(each -> each[part]).toArray())
                .toArray(int[][]::new);
    }

    JsonNode at(String path) {
        JsonNode found = json.at(path);
        assertThat(found.isMissingNode()).as(path).isFalse();
        return found;
    }

    double[] vector(String path) {
        return vector(at(path));
    }

    double[][] matrix(String path) {
        JsonNode rows = at(path);
        return IntStream.range(0, rows.size())
                .mapToObj(i -> vector(rows.get(i)))
                .toArray(double[][]::new);
    }

    static double[] vector(JsonNode row) {
        return IntStream.range(0, row.size())
                .mapToDouble(k -> row.get(k).asDouble())
                .toArray();
    }

    static void same(double[] actual, double[] expected, double tolerance) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int k = 0; k < actual.length; k++) {
            assertThat(actual[k]).as("value %d", k).isCloseTo(expected[k], within(tolerance));
        }
    }

    static void same(double[][] actual, double[][] expected, double tolerance) {
        assertThat(actual.length).isEqualTo(expected.length);
        for (int i = 0; i < actual.length; i++) {
            same(actual[i], expected[i], tolerance);
        }
    }
}
