package io.winnow.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTurnTest {
    @TempDir
    Path folder;

    @Test
    void threadsMakeAFileOnce() throws InterruptedException {
        Path file = folder.resolve("vectors/a.npy");
        AtomicInteger made = new AtomicInteger();
        Thread[] threads = IntStream.range(0, 4)
                .mapToObj(i -> new Thread(() -> {
                    try (FileTurn turn = FileTurn.await(file)) {
                        if (!Files.exists(file)) {
                            made.incrementAndGet();
                            Thread.sleep(50);
                            Files.writeString(file, "made");
                        }
                    } catch (IOException | InterruptedException e) {
                        throw new AssertionError(e);
                    }
                }))
                .toArray(Thread[]::new);
        for (Thread thread : threads) {
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(made.get()).isEqualTo(1);
        assertThat(file).hasContent("made");
    }

    @Test
    void anotherProcessWaitsAndFindsTheFile() throws IOException, InterruptedException {
        Path file = folder.resolve("a.npy");
        Path found = folder.resolve("found.txt");
        Path program = Files.writeString(folder.resolve("Other.java"), """
            import io.winnow.trainer.run.FileTurn;
            import java.nio.file.Files;
            import java.nio.file.Path;
            class Other {
                public static void main(String[] arguments) throws Exception {
                    Files.writeString(Path.of(arguments[1] + ".begun"), "");
                    try (FileTurn turn = FileTurn.await(Path.of(arguments[0]))) {
                        Files.copy(Path.of(arguments[0]), Path.of(arguments[1]));
                    }
                }
            }
            """);
        Process other;
        try (FileTurn turn = FileTurn.await(file)) {
            other = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            program.toString(),
                            file.toString(),
                            found.toString())
                    .inheritIO()
                    .start();
            while (other.isAlive() && !Files.exists(folder.resolve("found.txt.begun"))) {
                Thread.sleep(20);
            }
            Thread.sleep(300);
            assertThat(found).doesNotExist();
            Files.writeString(file, "made");
        }
        assertThat(other.waitFor()).isZero();
        assertThat(found).hasContent("made");
    }
}
