package io.winnow.trainer.run;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * What came from standard input, in a temporary file: labelled data are read more than once, and their columns by a name that tells the
 * format.
 */
public final class StandardInputFile implements AutoCloseable {
    /** How a JSON object begins. A text may begin with a bracket as well. */
    private static final Pattern OBJECT = Pattern.compile("\\s*\\{\\s*[\"}]");

    /** How a list of JSON objects begins. */
    private static final Pattern LIST = Pattern.compile("\\s*\\[\\s*(\\{\\s*[\"}]|])");

    private final Path folder;
    private final Path file;

    /** Reads all of a stream. JSON and Parquet are told from a table or lines of text by their beginnings. */
    public StandardInputFile(InputStream in) throws IOException {
        folder = Files.createTempDirectory("winnow");
        Path read = folder.resolve("read");
        Files.copy(in, read);
        file = Files.move(read, folder.resolve("standard-input." + format(read)));
    }

    private static String format(Path read) throws IOException {
        try (InputStream in = Files.newInputStream(read)) {
            String start = new String(in.readNBytes(1024), StandardCharsets.UTF_8).replace("\uFEFF", "");
            if (start.startsWith("PAR1")) {
                return "parquet";
            }
            return OBJECT.matcher(start).lookingAt()
                    ? "jsonl"
                    : LIST.matcher(start).lookingAt() ? "json" : "csv";
        }
    }

    public Path file() {
        return file;
    }

    /** Whether it is JSON, JSON lines or Parquet, which name their values, rather than a table or lines of text. */
    public boolean hasFields() {
        return !file.toString().endsWith(".csv");
    }

    /** Returns a message that names standard input rather than the temporary file. */
    public UserException named(UserException problem) {
        return new UserException(named(problem.getMessage()), problem);
    }

    /** Returns a text that names standard input rather than the temporary file. */
    public String named(String text) {
        return text.replace(file.toString(), "standard input");
    }

    @Override
    public void close() throws IOException {
        AtomicFiles.delete(folder);
    }
}
