package io.winnow.trainer.page;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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
        Optional<Path> program = find();
        Assumptions.assumeTrue(program.isPresent(), "There is no Chromium.");
        Path file = Files.writeString(
                folder.resolve("page.html"), page.replace("</body>", "<script>" + script + "</script></body>"));
        Path output = folder.resolve("dom.html");
        Process process = new ProcessBuilder(
                        program.get().toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--user-data-dir=" + folder.resolve("profile"),
                        "--window-size=390,800",
                        "--dump-dom",
                        file.toUri().toString())
                .redirectOutput(output.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
        }
        return Files.readString(output, StandardCharsets.UTF_8);
    }

    private static Optional<Path> find() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(java.io.File.pathSeparator))
                .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
