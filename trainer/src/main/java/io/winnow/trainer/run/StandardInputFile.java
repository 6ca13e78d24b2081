package io.winnow.trainer.run;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What came from standard input, in a temporary file: labelled data are read more than once, and their columns by a name that tells the
 * format.
 */
public final class StandardInputFile implements AutoCloseable {
    private final Path folder;
    private final Path file;

    /** Reads all of a stream. JSON is told from a table by its first character. */
    public StandardInputFile(InputStream in) throws IOException {
        folder = Files.createTempDirectory("winnow");
        Path read = folder.resolve("read");
        Files.copy(in, read);
        file = Files.move(read, folder.resolve("standard-input." + format(read)));
    }

    private static String format(Path read) throws IOException {
        try (InputStream in = Files.newInputStream(read)) {
            String start = new String(in.readNBytes(1024), StandardCharsets.UTF_8)
                    .replace("\uFEFF", "")
                    .strip();
            return start.startsWith("{") ? "jsonl" : start.startsWith("[") ? "json" : "csv";
        }
    }

    public Path file() {
        return file;
    }

    /** Whether it is JSON or JSON lines. */
    public boolean isJson() {
        return !file.toString().endsWith(".csv");
    }

    /** Returns a message that names standard input rather than the temporary file. */
    public UserException named(UserException problem) {
        return new UserException(problem.getMessage().replace(file.toString(), "standard input"), problem);
    }

    @Override
    public void close() throws IOException {
        AtomicFiles.delete(folder);
    }
}
