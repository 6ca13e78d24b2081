package io.winnow.trainer.labelling;

import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** JSON files that tools have exported. */
final class ToolJson {
    private ToolJson() {}

    /**
     * Reads a file, with or without a byte order mark.
     *
     * @throws UserException if it is not JSON
     */
    static JsonNode read(Path file) throws IOException {
        try {
            return Json.parse(Files.readString(file).replaceFirst("^\uFEFF", ""), JsonNode.class);
        } catch (IOException e) {
            throw new UserException(
                    file + " cannot be read as JSON in UTF-8: " + e.getMessage() + ". Export it again.", e);
        }
    }
}
