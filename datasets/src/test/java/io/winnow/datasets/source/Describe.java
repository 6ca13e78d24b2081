package io.winnow.datasets.source;

import io.winnow.datasets.label.Labels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Descriptions of small files for tests. */
final class Describe {
    static final Optional<Condition> ALWAYS = Optional.empty();

    private Describe() {}

    static Encoding.Plain plain(String column) {
        return new Encoding.Plain(column);
    }

    static Encoding.Columns columns(String... columns) {
        return new Encoding.Columns(List.of(columns));
    }

    static LabelDescription.OneClass oneClass(Encoding encoding, ClassList classes) {
        return new LabelDescription.OneClass(encoding, classes, ALWAYS);
    }

    static LabelDescription.Soft soft(Encoding encoding, ClassList classes) {
        return new LabelDescription.Soft(encoding, classes, false, false, ALWAYS);
    }

    /** A table whose items are their values. */
    static DataDescription table(Path file, ItemColumns columns, Map<String, LabelDescription> labels) {
        return new DataDescription(Metadata.of(file), new Content.Values(List.of()), columns, labels, List.of());
    }

    /** Reads one label of a text that becomes a file. */
    static Labels label(Path folder, String fileName, String text, LabelDescription label) throws IOException {
        Path file = Files.writeString(folder.resolve(fileName), text);
        boolean keyed = label.encoding() instanceof Encoding.Rows;
        return DescribedData.read(
                        "test",
                        table(file, keyed ? ItemColumns.NONE.withKey("key") : ItemColumns.NONE, Map.of("it", label)))
                .labels()
                .get("it");
    }
}
