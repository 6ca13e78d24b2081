package io.winnow.datasets.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.datasets.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DawidSkeneTest {
    @TempDir
    Path folder;

    private static void same(double[][] actual, JsonNode expected) {
        for (int i = 0; i < actual.length; i++) {
            for (int k = 0; k < actual[i].length; k++) {
                assertThat(actual[i][k]).isCloseTo(expected.get(i).get(k).asDouble(), within(1e-10));
            }
        }
    }

    /** The third case of the reference also smooths the prior, which this implementation does not do. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void stepsAndFixedPointEqualTheReference(int number) throws IOException {
        JsonNode one = new ObjectMapper()
                .readTree(DawidSkeneTest.class.getResourceAsStream("dawid-skene.json"))
                .get("cases")
                .get(number);
        JsonNode rows = one.get("inputs").get("labels");
        int[][] voters = new int[rows.size()][];
        int[][] labels = new int[rows.size()][];
        for (int i = 0; i < labels.length; i++) {
            JsonNode row = rows.get(i);
            voters[i] = IntStream.range(0, row.size())
                    .filter(a -> row.get(a).asInt() >= 0)
                    .toArray();
            labels[i] = IntStream.of(voters[i]).map(a -> row.get(a).asInt()).toArray();
        }
        Annotations annotations = new Annotations(
                Collections.nCopies(labels.length, "item"),
                Collections.nCopies(rows.get(0).size(), "annotator"),
                List.of("a", "b", "c"),
                voters,
                labels);
        JsonNode outputs = one.get("outputs");
        same(annotations.votes(), outputs.get("initial_posterior"));
        for (int steps = 1; steps <= 3; steps++) {
            same(DawidSkene.fit(annotations, steps).posterior(), outputs.get("posterior_after_" + steps));
        }
        DawidSkene fitted = DawidSkene.fit(annotations);
        assertThat(fitted.iterations()).isEqualTo(outputs.get("iterations").asInt());
        same(fitted.posterior(), outputs.get("posterior"));
        for (int a = 0; a < fitted.confusion().length; a++) {
            same(fitted.confusion()[a], outputs.get("confusion").get(a));
        }
        for (int k = 0; k < 3; k++) {
            assertThat(fitted.prior()[k]).isCloseTo(outputs.get("prior").get(k).asDouble(), within(1e-10));
        }
    }

    private static Annotations read(Path file) throws IOException {
        return AnnotationFile.read(file, LabelFileOptions.DEFAULT).annotations();
    }

    @Test
    void annotationsAreReadFromBothFormats() throws IOException {
        Path csv = Files.writeString(
                folder.resolve("a.csv"), "key,annotator,label\nx,ann,cat\n\"y, z\",bob,dog\nx,bob,cat\n");
        Annotations read = read(csv);
        assertThat(read.items()).containsExactly("x", "y, z");
        assertThat(read.classNames()).containsExactly("cat", "dog");
        assertThat(read.voters()).isDeepEqualTo(new int[][] {{0, 1}, {1}});
        assertThat(read.labels()).isDeepEqualTo(new int[][] {{0, 0}, {1}});
        Path lines = Files.writeString(folder.resolve("a.jsonl"), """
                {"key": "x", "annotator": "ann", "label": "cat"}
                {"key": "y, z", "annotator": "bob", "label": "dog"}

                {"key": "x", "annotator": "bob", "label": "cat", "note": null}
                """);
        assertThat(read(lines).labels()).isDeepEqualTo(read.labels());
    }

    @Test
    void errorsDescribeTheMistake() throws IOException {
        Path twice = Files.writeString(folder.resolve("twice.csv"), "key,annotator,label\nx,ann,cat\nx,ann,dog\n");
        assertThatThrownBy(() -> read(twice))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("line 3")
                .hasMessageContaining("ann labels x twice");
        Path column = Files.writeString(folder.resolve("column.csv"), "key,who,label\nx,ann,cat\n");
        assertThatThrownBy(() -> read(column)).hasMessageContaining("needs the columns key, annotator and label");
        Path broken = Files.writeString(folder.resolve("broken.jsonl"), "{\"key\": 1\n");
        assertThatThrownBy(() -> read(broken)).hasMessageContaining("line 1: is not valid JSON");
        assertThatThrownBy(() -> read(Files.writeString(folder.resolve("none.csv"), "key\n")))
                .hasMessageContaining("has no record");
    }
}
