package io.winnow.trainer.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What a file {@code croissant.json} beside the data says of them.
 *
 * @param name name of the data set; null if it is not given
 * @param description description; null if it is not given
 * @param license licence; null if it is not given
 * @param url address of its page; null if it is not given
 * @param version version; null if it is not given
 * @param datePublished date of its publication; null if it is not given
 */
public record Metadata(
        String name, String description, String license, String url, String version, String datePublished) {
    /** Name of the file. */
    static final String FILE = "croissant.json";

    /**
     * Reads the file beside the data.
     *
     * @param files files and folders that hold the data
     * @return empty if there is no such file
     * @throws UserException if it is not a JSON object; the message names it
     */
    public static Optional<Metadata> beside(Iterable<Path> files) throws IOException {
        for (Path each : files) {
            Path file = folder(each).resolve(FILE);
            if (Files.isRegularFile(file)) {
                return Optional.of(of(read(file)));
            }
        }
        return Optional.empty();
    }

    private static Map<?, ?> read(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        String why = "it is another value of JSON";
        try {
            if (Json.parse(bytes, 0, bytes.length, Object.class) instanceof Map<?, ?> json) {
                return json;
            }
        } catch (JsonProcessingException e) {
            why = e.getOriginalMessage();
        }
        throw new UserException(file + " lies beside the data, but it is not a JSON object in the format Croissant: "
                + why + ". Correct it, or move it away.");
    }

    /** Returns the folder in which the file is looked for: the data themselves, or the one of their file. It is absolute. */
    public static Path folder(Path data) {
        return Files.isDirectory(data)
                ? data.toAbsolutePath()
                : data.toAbsolutePath().getParent();
    }

    /** Values may be texts, or objects and lists as JSON-LD allows; of these, nothing is taken. */
    private static Metadata of(Map<?, ?> json) {
        return new Metadata(
                text(json, "name"),
                text(json, "description"),
                text(json, "license"),
                text(json, "url"),
                text(json, "version"),
                text(json, "datePublished"));
    }

    private static String text(Map<?, ?> json, String key) {
        return json.get(key) instanceof String value ? value : null;
    }
}
