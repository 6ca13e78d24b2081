package io.winnow.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.trainer.workers.Workers;
import io.winnow.trainer.workers.WorkersAt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Executors that are processes, one of which dies in the middle of its task. */
class LostExecutorTest {
    @TempDir
    Path folder;

    @Test
    void aLostExecutorCostsItsTaskAlone() throws IOException {
        String marks = folder.toString();
        try (Workers workers = WorkersAt.open("local-cluster[2,1,768]", "test", line -> {})) {
            List<byte[]> results = workers.map("lost", 2, false, (number, place) -> {
                Path mark = Path.of(marks, number + "-" + ProcessHandle.current().pid());
                Files.createFile(mark);
                if (number == 1 && count(marks, number) == 1) {
                    Runtime.getRuntime().halt(17);
                }
                return new byte[] {(byte) (40 + number)};
            });
            assertThat(results).containsExactly(new byte[] {40}, new byte[] {41});
            assertThat(count(marks, 0)).isEqualTo(1);
            assertThat(count(marks, 1)).isEqualTo(2);
        }
    }

    private static int count(String marks, int number) throws IOException {
        try (var files = Files.list(Path.of(marks))) {
            return (int) files.filter(each -> each.getFileName().toString().startsWith(number + "-"))
                    .count();
        }
    }
}
