package io.winnow.trainer.labelling;

import io.winnow.datasets.EditDistance;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The formats by their names. A new one is registered here. */
public final class LabellingFormats {
    private static final int BEGINNING = 4096;
    private static final List<LabellingFormat> ALL =
            List.of(new CsvAnswers(), new LabelStudio(), new CvatImages(), new CocoBoxes());

    private LabellingFormats() {}

    /** Returns all formats. */
    public static List<LabellingFormat> all() {
        return ALL;
    }

    /** Returns the names of all formats. */
    public static List<String> keys() {
        return ALL.stream().map(LabellingFormat::key).toList();
    }

    /**
     * Returns the format of a file.
     *
     * @param key its name; empty to recognise it
     * @throws UserException if there is no such format, or none that the file looks like
     */
    public static LabellingFormat of(Path file, Optional<String> key) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new UserException("There is no file " + file + " with answers. Check the path.");
        }
        if (key.isPresent()) {
            return ALL.stream()
                    .filter(format -> format.key().equals(key.get()))
                    .findFirst()
                    .orElseThrow(() -> new UserException(
                            "There is no format '" + key.get() + "'; the formats are " + String.join(", ", keys()) + "."
                                    + EditDistance.nearest(key.get(), keys())
                                            .map(near -> " Did you mean '" + near + "'?")
                                            .orElse("")));
        }
        String beginning;
        try (InputStream in = Files.newInputStream(file)) {
            beginning = new String(in.readNBytes(BEGINNING), StandardCharsets.UTF_8)
                    .replace("\uFEFF", "")
                    .strip();
        }
        if (beginning.isEmpty()) {
            throw new UserException(file + " is empty. Export the answers again.");
        }
        OtherTools.find(beginning).ifPresent(other -> {
            throw new UserException(file + other);
        });
        return ALL.stream()
                .filter(format -> format.recognises(file, beginning))
                .findFirst()
                .orElseThrow(() -> new UserException(file + " looks like none of the formats "
                        + String.join(", ", keys())
                        + ". Name its format with --format; records of JSON lines with a key and a"
                        + " label are read by --format csv."));
    }
}
