package io.winnow.spark;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.trainer.run.UserException;
import io.winnow.trainer.workers.OneProcess;
import io.winnow.trainer.workers.Workers;
import io.winnow.trainer.workers.WorkersAt;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tasks on a real Spark: one in this process, and one whose executors are processes. */
class SparkWorkersTest {
    private static Workers here;

    @BeforeAll
    static void open() {
        here = WorkersAt.open("local[2]", "test", line -> {});
    }

    @AfterAll
    static void close() {
        here.close();
    }

    @Test
    void resultsAreInTheOrderOfTheTasks() throws IOException {
        assertThat(here.count()).isEqualTo(2);
        List<byte[]> results = here.map("squares", 5, true, (number, place) -> new byte[] {(byte) (number * number)});
        assertThat(results.stream().map(each -> each[0]).toList())
                .containsExactly((byte) 0, (byte) 1, (byte) 4, (byte) 9, (byte) 16);
    }

    /** A combination that is not commutative shows the order; 70 tasks take three levels. */
    @Test
    void resultsAreCombinedInTheirOrderAndInTheGroupsOfOneProcess() throws IOException {
        Workers.Task task = (number, place) -> Integer.toString(number).getBytes(UTF_8);
        Workers.Combine combine =
                parts -> ("(" + parts.stream().map(SparkWorkersTest::text).collect(Collectors.joining(" ")) + ")")
                        .getBytes(UTF_8);
        String expected = text(new OneProcess(1).reduce("text", 70, true, task, combine));
        assertThat(expected).startsWith("(((0 1 2 3 4 5 6 7) (8 9").endsWith(") (64 65 66 67 68 69))");
        assertThat(text(here.reduce("text", 70, true, task, combine))).isEqualTo(expected);
        assertThat(text(here.reduce("text", 1, true, task, combine))).isEqualTo("0");
    }

    private static String text(byte[] bytes) {
        return new String(bytes, UTF_8);
    }

    @Test
    void aMistakeOfTheUserKeepsItsMessage() {
        assertThatThrownBy(() -> here.map("mistake", 2, false, (number, place) -> {
                    throw new UserException("photos/labels.csv lacks a column. Add it.");
                }))
                .isInstanceOf(UserException.class)
                .hasMessage("photos/labels.csv lacks a column. Add it.");
    }

    @Test
    void aFailureOfATaskNamesWhatWasComputed() {
        assertThatThrownBy(() -> here.map("embedding", 2, false, (number, place) -> {
                    throw new IOException("disk full");
                }))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("embedding")
                .hasMessageContaining("disk full");
    }

    @Test
    void unknownAddressesNameTheKnownOnes() {
        assertThatThrownBy(() -> WorkersAt.open("sprak://host", "test", line -> {}))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("sprak://host")
                .hasMessageContaining("local[N]");
        for (String none : List.of("local[0]", "local-cluster[0,1,1024]")) {
            assertThatThrownBy(() -> WorkersAt.open(none, "test", line -> {}))
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining("must be an address of workers, found '" + none + "'");
        }
    }
}
