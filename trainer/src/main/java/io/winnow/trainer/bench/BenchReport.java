package io.winnow.trainer.bench;

import io.winnow.models.layer.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The report that {@code winnow bench --json} prints.
 *
 * @param date date and time in ISO 8601
 * @param versions versions of Winnow, Java, DJL and PyTorch
 * @param gitRevision revision of the source code; null outside of a Git working tree
 * @param device the device, as it is written in configurations
 */
public record BenchReport(
        String date,
        Machine machine,
        Map<String, String> versions,
        String gitRevision,
        String device,
        Precision precision,
        List<Measurement> measurements) {
    /**
     * The machine on which the benchmark ran.
     *
     * @param processors number of processors that Java may use
     * @param threads number of threads of the CPU engine
     * @param load average number of running processes in the minute before the start; -1 if it is not known. A value above 0 means that the
     *     machine was doing other work
     */
    public record Machine(String system, String processor, int processors, int threads, long memoryMiB, double load) {
        /** Describes the current machine. */
        public static Machine here(int threads, double load) throws IOException {
            return new Machine(
                    System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                            + System.getProperty("os.arch"),
                    field("/proc/cpuinfo", "model name", "unknown"),
                    Runtime.getRuntime().availableProcessors(),
                    threads,
                    Long.parseLong(field("/proc/meminfo", "MemTotal", "0").replaceAll("\\D", "")) >> 10,
                    load);
        }

        private static String field(String file, String name, String otherwise) throws IOException {
            Path path = Path.of(file);
            return Files.isReadable(path)
                    ? Files.readAllLines(path).stream()
                            .filter(line -> line.startsWith(name))
                            .map(line -> line.substring(line.indexOf(':') + 1).strip())
                            .findFirst()
                            .orElse(otherwise)
                    : otherwise;
        }
    }
}
