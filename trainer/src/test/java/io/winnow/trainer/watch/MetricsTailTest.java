package io.winnow.trainer.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.trainer.run.MetricEvent;
import io.winnow.trainer.run.MetricsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsTailTest {
    private static final int ENOUGH = 1 << 20;

    @TempDir
    Path folder;

    private Path file;
    private MetricsTail tail;

    @BeforeEach
    void open() {
        file = folder.resolve("metrics.jsonl");
        tail = new MetricsTail(file);
    }

    private static String line(long step, Object loss) {
        return "{\"stage\":\"1-fit\",\"step\":%d,\"epoch\":1.0,\"time\":%d.5,\"values\":{\"loss\":%s}}\n"
                .formatted(step, 1000 + step, loss);
    }

    private void append(String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private List<Series.Point> loss() throws IOException {
        tail.read(ENOUGH);
        Series series = tail.curves().get(new MetricsTail.Curve("1-fit", "loss"));
        return series == null ? List.of() : series.points();
    }

    private static Series.Point at(long step, double value) {
        return new Series.Point(step, value, value, value);
    }

    @Test
    void aLineCountsOnceItIsComplete() throws IOException {
        assertThat(loss()).isEmpty();
        append(line(1, 0.5) + line(2, 0.4).substring(0, 30));
        assertThat(loss()).containsExactly(at(1, 0.5));
        long version = tail.version();
        assertThat(loss()).hasSize(1);
        assertThat(tail.version()).isEqualTo(version);
        append(line(2, 0.4).substring(30));
        assertThat(loss()).containsExactly(at(1, 0.5), at(2, 0.4));
        assertThat(tail.version()).isGreaterThan(version);
        assertThat(tail.unreadable()).isZero();
    }

    @Test
    void aFileIsReadInPartsWithTheSameResult() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int step = 1; step <= 300; step++) {
            text.append(line(step, step / 7.0));
        }
        append(text.toString());
        int parts = 0;
        do {
            tail.read(1000);
            parts++;
        } while (tail.isBehind());
        MetricsTail whole = new MetricsTail(file);
        whole.read(ENOUGH);

        assertThat(parts).isGreaterThan(20);
        assertThat(loss())
                .hasSize(300)
                .isEqualTo(whole.curves()
                        .get(new MetricsTail.Curve("1-fit", "loss"))
                        .points());
    }

    /** As a resumed training does, which measures the steps after its checkpoint again. */
    @Test
    void aRewoundFileIsReadFromItsBeginning() throws IOException {
        try (MetricsFile metrics = new MetricsFile(file)) {
            for (int step = 1; step <= 3; step++) {
                metrics.accept(new MetricEvent("1-fit", step, step, step, Map.of("loss", step / 4.0)));
            }
            assertThat(loss()).hasSize(3);
            metrics.rewind("1-fit", 1);
            for (int step = 2; step <= 5; step++) {
                metrics.accept(new MetricEvent("1-fit", step, step, 10 + step, Map.of("loss", step / 8.0)));
            }
        }
        assertThat(loss()).containsExactly(at(1, 0.25), at(2, 0.25), at(3, 0.375), at(4, 0.5), at(5, 0.625));
    }

    /** Within a pause of the reader, a resumed training may have written a longer file with the same beginning and the same inode. */
    @Test
    void aFileThatWasRewoundAndHasGrownFurtherIsReadFromItsBeginning() throws IOException {
        append(line(1, 0.5) + line(2, 0.4));
        assertThat(loss()).hasSize(2);
        String again = line(2, 0.45).replace("1002.5", "2002.50");
        Files.writeString(file, line(1, 0.5) + again + line(3, 0.3));
        assertThat(loss()).containsExactly(at(1, 0.5), at(2, 0.45), at(3, 0.3));
        assertThat(tail.unreadable()).isZero();
    }

    @Test
    void aFileThatIsCutDeletedOrWrittenAnewIsReadFromItsBeginning() throws IOException {
        append(line(1, 0.5) + line(2, 0.4) + line(3, 0.3));
        assertThat(loss()).hasSize(3);
        Files.writeString(file, line(1, 0.5));
        assertThat(loss()).containsExactly(at(1, 0.5));
        Files.delete(file);
        assertThat(loss()).isEmpty();
        assertThat(tail.latest()).isEmpty();
        append(line(7, 0.1));
        assertThat(loss()).containsExactly(at(7, 0.1));
        Files.writeString(file, line(8, 0.2) + line(9, 0.3)); // in place, and longer than before
        assertThat(loss()).containsExactly(at(8, 0.2), at(9, 0.3));
    }

    @Test
    void linesThatCannotBeReadAreCountedAndPassedOver() throws IOException {
        append(line(1, 0.5) + "{\"stage\":\n\nnull\n{\"other\":1}\n[]\n\u0000\u0001\n" + line(2, "\"NaN\"")
                + line(3, "null") + line(4, 0.4));
        assertThat(loss()).containsExactly(at(1, 0.5), at(4, 0.4));
        assertThat(tail.unreadable()).isEqualTo(5);
    }

    @Test
    void aLineWithoutEndDoesNotFillTheMemory() throws IOException {
        append(line(1, 0.5) + "x".repeat(5000));
        for (int i = 0; i < 10; i++) {
            tail.read(1000);
        }
        append("x\n" + line(2, 0.4));
        tail.read(1000);
        assertThat(loss()).containsExactly(at(1, 0.5), at(2, 0.4));
        assertThat(tail.unreadable()).isEqualTo(1);
    }

    @Test
    void theNewestValueIsShownEvenIfItCannotBeDrawn() throws IOException {
        append(line(1, 0.5) + line(2, "\"NaN\""));
        assertThat(loss()).hasSize(1);
        assertThat(tail.latest())
                .containsEntry(new MetricsTail.Curve("1-fit", "loss"), new MetricsTail.Value(2, Double.NaN));
    }
}
