package io.winnow.trainer.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Chromium without a window, in which tests run the scripts of pages. */
public final class Browser {
    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome");

    private Browser() {}

    /**
     * Opens a page, runs a further script at its end, and returns the document as it is then. The test is skipped if there is no browser.
     *
     * @param script what to do on the page
     * @param folder folder for temporary files
     */
    public static String run(String page, String script, Path folder) throws IOException {
        Path file = Files.writeString(
                folder.resolve("page.html"), page.replace("</body>", "<script>" + script + "</script></body>"));
        return open(file.toUri().toString(), folder);
    }

    /**
     * Opens an address, waits for what its script does in the first seconds, and returns the document as it is then. The test is skipped if
     * there is no browser, and fails if a script does.
     *
     * @param folder folder for temporary files
     */
    public static String open(String address, Path folder) throws IOException {
        Optional<Path> program = find();
        Assumptions.assumeTrue(program.isPresent(), "There is no Chromium.");
        Path output = folder.resolve("dom.html");
        Path errors = folder.resolve("browser.txt");
        Process process = new ProcessBuilder(
                        program.get().toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--enable-logging=stderr",
                        "--user-data-dir=" + folder.resolve("profile"),
                        "--window-size=390,800",
                        "--virtual-time-budget=3000",
                        "--dump-dom",
                        address)
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
        try {
            assertThat(process.waitFor(3, TimeUnit.MINUTES)).as("Chromium ends").isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            process.destroy();
        }
        assertThat(Files.readString(errors, StandardCharsets.ISO_8859_1))
                .doesNotContain("Uncaught", "Content Security Policy");
        return Files.readString(output, StandardCharsets.UTF_8);
    }

    private static Optional<Path> find() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(java.io.File.pathSeparator))
                .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
