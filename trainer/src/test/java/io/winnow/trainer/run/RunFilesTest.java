package io.winnow.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFilesTest {
    @TempDir
    Path folder;

    @Test
    void aFailedWriteLeavesTheOldFile() throws IOException {
        Path file = Files.writeString(folder.resolve("a.txt"), "old");
        assertThatThrownBy(() -> AtomicFiles.write(file, temporary -> {
                    Files.writeString(temporary, "half");
                    throw new IOException("disk full");
                }))
                .hasMessage("disk full");
        assertThat(file).hasContent("old");
        AtomicFiles.write(file, "new");
        assertThat(file).hasContent("new");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void filesThatBelongTogetherAreReplacedTogether() throws IOException {
        AtomicFiles.group(folder, temporary -> {
            AtomicFiles.write(temporary.resolve("a.txt"), "old");
            AtomicFiles.write(temporary.resolve("b.txt"), "old");
        });
        Files.writeString(folder.resolve("mine.txt"), "kept");
        assertThatThrownBy(() -> AtomicFiles.group(folder, temporary -> {
                    AtomicFiles.write(temporary.resolve("a.txt"), "new");
                    AtomicFiles.write(temporary.resolve("b.txt"), file -> {
                        throw new FileSystemException(file.toString(), null, "No space left on device");
                    });
                }))
                .hasMessage(folder.resolve("b.txt")
                        + " cannot be written: No space left on device. Free some space, or choose another place.");
        assertThat(folder.resolve("a.txt")).hasContent("old");
        assertThat(folder.resolve("b.txt")).hasContent("old");
        AtomicFiles.group(folder, temporary -> AtomicFiles.write(temporary.resolve("a.txt"), "new"));
        assertThat(folder.resolve("a.txt")).hasContent("new");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("a.txt", "b.txt", "mine.txt");
        }
    }

    @Test
    void ofGroupsThatAreWrittenAtTheSameTimeOneRemains() throws Exception {
        AtomicFiles.group(folder, temporary -> {
            AtomicFiles.write(temporary.resolve("a.txt"), "outer");
            AtomicFiles.group(folder, other -> {
                AtomicFiles.write(other.resolve("a.txt"), "inner");
                AtomicFiles.write(other.resolve("b.txt"), "inner");
            });
            AtomicFiles.write(temporary.resolve("b.txt"), "outer");
        });
        assertThat(folder.resolve("a.txt")).hasContent("outer");
        assertThat(folder.resolve("b.txt")).hasContent("outer");

        ExecutorService writers = Executors.newFixedThreadPool(4);
        List<Callable<Void>> all = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            String text = "writer " + i;
            all.add(() -> {
                AtomicFiles.group(folder, temporary -> {
                    for (String name : List.of("a.txt", "b.txt", "c.txt")) {
                        AtomicFiles.write(temporary.resolve(name), text);
                    }
                });
                return null;
            });
        }
        for (Future<Void> each : writers.invokeAll(all)) {
            each.get();
        }
        writers.shutdown();
        String last = Files.readString(folder.resolve("a.txt"));
        assertThat(folder.resolve("b.txt")).hasContent(last);
        assertThat(folder.resolve("c.txt")).hasContent(last);
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("a.txt", "b.txt", "c.txt");
    }

    /** Killed after it has put the first of two files in place; before, another process was killed while it wrote. */
    @Test
    void aGroupThatWasInterruptedIsPutInPlace() throws IOException {
        Files.writeString(folder.resolve("a.txt"), "new");
        Files.writeString(folder.resolve("b.txt"), "old");
        Path ready = Files.createDirectory(folder.resolve(".group.ready"));
        Files.writeString(ready.resolve("b.txt"), "new");
        Path abandoned = Files.createDirectory(folder.resolve(".group-1"));
        Files.writeString(abandoned.resolve("a.txt"), "half");
        Files.setLastModifiedTime(abandoned, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
        assertThatThrownBy(() -> AtomicFiles.group(folder, temporary -> {
                    throw new IOException("disk full");
                }))
                .hasMessage("disk full");
        assertThat(folder.resolve("b.txt")).hasContent("new");
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("a.txt", "b.txt");
    }

    @Test
    void aFullDiskIsReportedWithTheNameOfTheFile() {
        Path file = folder.resolve("big.txt");
        assertThatThrownBy(() -> AtomicFiles.write(file, temporary -> {
                    throw new FileSystemException(temporary.toString(), null, "No space left on device");
                }))
                .hasMessage(file
                        + " cannot be written: No space left on device. Free some space, or choose another place.");
        assertThat(AtomicFiles.explained(new IOException("No space left on device"), folder))
                .hasMessage(folder
                        + " cannot be written: No space left on device. Free some space, or choose another place.");
        assertThatThrownBy(() -> AtomicFiles.directory(file, temporary -> {
                    throw new IOException("Disk quota exceeded");
                }))
                .hasMessageStartingWith(file + " cannot be written: Disk quota exceeded.");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void metricsAreRewoundAndSurviveATruncatedLine() throws IOException {
        Path file = folder.resolve("metrics.jsonl");
        try (MetricsFile metrics = new MetricsFile(file)) {
            for (int step = 1; step <= 3; step++) {
                metrics.accept(new MetricEvent("1-a", step, step, 0, Map.of("loss", 1.0 / step)));
            }
            metrics.accept(new MetricEvent("2-b", 9, 1, 0, Map.of("loss", 5.0)));
        }
        Files.writeString(file, Files.readString(file) + "{\"stage\": \"2-b\", \"st");
        assertThat(MetricsFile.read(file)).hasSize(4);
        try (MetricsFile metrics = new MetricsFile(file)) {
            metrics.rewind("1-a", 2);
            metrics.accept(new MetricEvent("1-a", 3, 3, 0, Map.of("loss", 7.0)));
        }
        assertThat(MetricsFile.read(file).stream().map(event -> event.stage() + event.step()))
                .containsExactly("1-a1", "1-a2", "2-b9", "1-a3");
    }

    @Test
    void eventsAfterATruncatedLineAreKept() throws IOException {
        Path file = folder.resolve("metrics.jsonl");
        Files.writeString(file, "{\"stage\": \"1-a\", \"st");
        try (MetricsFile metrics = new MetricsFile(file)) {
            metrics.accept(new MetricEvent("1-a", 1, 1, 0, Map.of("loss", 7.0)));
            metrics.accept(new MetricEvent("2-b", 1, 1, 0, Map.of("loss", 8.0)));
            metrics.rewind("2-b", 0);
        }
        assertThat(MetricsFile.read(file)).extracting(MetricEvent::stage).containsExactly("1-a");
    }

    @Test
    void tensorBoardReadsTheEvents() throws IOException {
        try (TensorBoardFile board = new TensorBoardFile(folder, 1.5)) {
            board.accept(new MetricEvent("1-a", 300, 1, 2.5, Map.of("loss", 0.25)));
        }
        byte[] bytes;
        try (Stream<Path> files = Files.list(folder)) {
            bytes = Files.readAllBytes(files.findFirst().orElseThrow());
        }
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        byte[] first = record(in);
        assertThat(new String(first, StandardCharsets.ISO_8859_1)).endsWith("brain.Event:2");
        // Fields by the protobuf encoding: 1 double wall_time, 2 varint step 300 = AC 02, 5 summary {1 value {1 tag, 2
        // float}}.
        ByteBuffer expected = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        expected.put((byte) 0x09)
                .putDouble(2.5)
                .put((byte) 0x10)
                .put((byte) 0xAC)
                .put((byte) 0x02);
        expected.put((byte) 0x2A).put((byte) 17).put((byte) 0x0A).put((byte) 15);
        expected.put((byte) 0x0A).put((byte) 8).put("1-a/loss".getBytes(StandardCharsets.UTF_8));
        expected.put((byte) 0x15).putFloat(0.25f);
        byte[] second = record(in);
        assertThat(second).containsExactly(Arrays.copyOf(expected.array(), expected.position()));
        assertThat(in.hasRemaining()).isFalse();
    }

    private static byte[] record(ByteBuffer in) {
        byte[] length = new byte[8];
        in.get(length);
        assertThat(in.getInt()).isEqualTo(TensorBoardFile.maskedChecksum(length));
        byte[] data = new byte
                [(int) ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong()];
        in.get(data);
        assertThat(in.getInt()).isEqualTo(TensorBoardFile.maskedChecksum(data));
        return data;
    }

    /** CRC32C of "123456789" is E3069283 (RFC 3720, appendix B.4 uses the same polynomial). */
    @Test
    void checksumsAreMaskedAsTensorFlowDoes() {
        int crc = 0xE3069283;
        int masked = ((crc >>> 15) | (crc << 17)) + 0xa282ead8;
        assertThat(TensorBoardFile.maskedChecksum("123456789".getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo(masked);
    }

    @Test
    void onlyOneProcessCanOpenARunDirectory() throws IOException {
        Path run = folder.resolve("run");
        try (RunDirectory first = RunDirectory.create(run)) {
            Files.writeString(first.manifest(), "{}");
            for (ThrowingCallable taking :
                    List.<ThrowingCallable>of(() -> RunDirectory.open(run), () -> RunDirectory.create(run))) {
                assertThatThrownBy(taking).isInstanceOf(UserException.class).hasMessageContaining("Another process");
            }
        }
        RunDirectory.open(run).close();
        assertThatThrownBy(() -> RunDirectory.open(folder.resolve("none"))).hasMessageContaining("no run.json");
        assertThat(List.of(RunStatus.STOPPED.toString())).containsExactly("stopped");
    }

    @Test
    void aRunThatProducedNothingCanStartAgain() throws IOException {
        Path folder = this.folder.resolve("run");
        try (RunDirectory failed = RunDirectory.create(folder)) {
            Files.writeString(failed.config(), "seed: 1");
            Files.createFile(failed.log());
            Files.createFile(failed.metrics());
            Files.createDirectory(failed.tensorBoard());
            Files.createDirectories(failed.stage("1-embed"));
            Files.writeString(failed.manifest(), "{}");
        }
        try (RunDirectory again = RunDirectory.create(folder)) {
            assertThat(again.manifest()).doesNotExist();
            Files.writeString(again.manifest(), "{}");
            Files.createFile(again.stage("1-embed").resolve("summary.json"));
        }
        assertThatThrownBy(() -> RunDirectory.create(folder))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("--resume");
    }

    @Test
    void aFolderThatIsNotARunIsNotChanged() throws IOException {
        RunDirectory.create(Files.createDirectory(folder.resolve("empty"))).close();
        Path other = Files.createDirectory(folder.resolve("other"));
        Files.writeString(other.resolve("thesis.tex"), "not ours");
        assertThatThrownBy(() -> RunDirectory.create(other))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("thesis.tex");
        Path file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> RunDirectory.create(file)).isInstanceOf(UserException.class);
    }
}
