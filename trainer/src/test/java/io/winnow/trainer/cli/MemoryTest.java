package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** No command has an array of N x N numbers, be it in the heap or in PyTorch. */
class MemoryTest {
    private static final int HEAP_MIB = 160;

    /** What commands may take besides: Java, PyTorch and tiles. An array (N, N) of float32 alone takes 858 MiB. */
    private static final int LIMIT_MIB = 750;

    @TempDir
    private Path folder;

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "Linux counts the largest resident memory.")
    void noCommandHoldsANumberForEachPairOfItems() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(WinnowProcess.command(List.of(folder.toString())));
        command.replaceAll(
                argument -> argument.equals(Winnow.class.getName()) ? MemoryProcess.class.getName() : argument);
        command.removeIf(argument -> argument.startsWith("-Xmx"));
        command.add(1, "-Xmx" + HEAP_MIB + "m");
        ProcessBuilder builder = new ProcessBuilder(command);
        // Large arrays are mapped one by one, so that what was freed does not count.
        builder.environment()
                .putAll(Map.of(
                        "MALLOC_MMAP_THRESHOLD_",
                        "65536",
                        "MALLOC_MMAP_MAX_",
                        "1000000",
                        "MALLOC_TRIM_THRESHOLD_",
                        "0"));
        Path out = folder.resolve("out.txt");
        Path err = folder.resolve("err.txt");
        Process process =
                builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue())
                .as(() -> "after " + read(out) + ": " + read(err))
                .isZero();
        List<String> lines = Files.readAllLines(out);
        assertThat(lines)
                .hasSizeGreaterThan(15)
                .allSatisfy(line -> assertThat(Integer.parseInt(line.substring(line.indexOf('\t') + 1)))
                        .as(line)
                        .isBetween(50, LIMIT_MIB));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
