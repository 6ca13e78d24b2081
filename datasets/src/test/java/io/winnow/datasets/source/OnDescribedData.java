package io.winnow.datasets.source;

import static io.winnow.datasets.source.Describe.columns;

import io.winnow.datasets.file.TextCharset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

/** Base class of tests of described data: a folder for the files, and short forms of descriptions. */
abstract class OnDescribedData {
    static final Content TEXT = new Content.Texts(List.of("text"));

    @TempDir
    Path folder;

    Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    Metadata metadata(List<Metadata.Join> joins, String... files) {
        List<Metadata.PartFile> parts = new ArrayList<>();
        for (String file : files) {
            Optional<String> part =
                    files.length == 1 ? Optional.empty() : Optional.of(file.substring(0, file.indexOf('.')));
            parts.add(new Metadata.PartFile(part, folder.resolve(file)));
        }
        return new Metadata(parts, Optional.empty(), TextCharset.UTF_8, joins, List.of("NA"), Optional.empty());
    }

    static DescribedData read(Metadata metadata, Content content, ItemColumns columns) throws IOException {
        return DescribedData.read("test", new DataDescription(metadata, content, columns, Map.of(), List.of()));
    }

    /** Reads texts with labels. */
    static DescribedData read(Metadata metadata, Map<String, LabelDescription> labels) throws IOException {
        return DescribedData.read("test", new DataDescription(metadata, TEXT, ItemColumns.NONE, labels, List.of()));
    }

    static List<List<String>> texts(DescribedData data) {
        return ((ItemContent.Texts) data.content()).parts();
    }
}
