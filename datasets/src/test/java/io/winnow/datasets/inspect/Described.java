package io.winnow.datasets.inspect;

import io.winnow.datasets.source.ClassList;
import io.winnow.datasets.source.Content;
import io.winnow.datasets.source.DataDescription;
import io.winnow.datasets.source.DescribedData;
import io.winnow.datasets.source.Encoding;
import io.winnow.datasets.source.ItemColumns;
import io.winnow.datasets.source.LabelDescription;
import io.winnow.datasets.source.Metadata;
import io.winnow.datasets.split.Split;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Data that small files describe, for tests. */
final class Described {
    private Described() {}

    static DescribedData read(
            Path folder, String text, Content content, ItemColumns columns, Map<String, LabelDescription> labels)
            throws IOException {
        Path file = Files.writeString(folder.resolve("data.csv"), text);
        return DescribedData.read("data", new DataDescription(Metadata.of(file), content, columns, labels, List.of()));
    }

    /** Reads rows with one label, and reports on it. */
    static LabelReport label(Path folder, String text, LabelDescription label) throws IOException {
        DescribedData data =
                read(folder, text, new Content.Values(List.of("id")), ItemColumns.NONE, Map.of("it", label));
        return DataReport.of(data, Optional.empty(), Optional.empty()).labels().get("it");
    }

    static LabelDescription oneClass(String column, ClassList classes) {
        return new LabelDescription.OneClass(new Encoding.Plain(column), classes, Optional.empty());
    }

    /** The split that the data give. */
    static Optional<Split> split(DescribedData data) {
        return Optional.of(
                Split.given(data.parts().stream().map(part -> part.orElse(null)).toList()));
    }
}
