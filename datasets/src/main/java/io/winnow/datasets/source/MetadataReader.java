package io.winnow.datasets.source;

import io.winnow.datasets.DataException;
import io.winnow.datasets.file.RecordFile;
import io.winnow.datasets.file.RecordFormat;
import io.winnow.datasets.file.RecordOptions;
import io.winnow.datasets.file.TextFile;
import io.winnow.datasets.file.TextRecords;
import io.winnow.datasets.file.UnreadableTextException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads the metadata files of a description and the files that are joined to them. */
final class MetadataReader {
    private final Metadata metadata;
    private final Set<String> whole;
    private final Problems problems;
    private final List<String> notes = new ArrayList<>();

    /**
     * Creates a reader.
     *
     * @param whole columns that may hold lists or dictionaries
     */
    MetadataReader(Metadata metadata, Set<String> whole, Problems problems) {
        this.metadata = metadata;
        this.whole = whole;
        this.problems = problems;
    }

    /**
     * Reads all files.
     *
     * @throws DescriptionException if one of them cannot be read at all
     */
    MetadataTable read() throws IOException {
        int before = problems.count();
        List<RecordFile> files = new ArrayList<>();
        for (Metadata.PartFile file : metadata.files()) {
            read(file.path(), metadata.format()).ifPresent(files::add);
        }
        List<RecordFile> joined = new ArrayList<>();
        for (Metadata.Join join : metadata.joins()) {
            read(join.file(), Optional.empty()).ifPresent(joined::add);
        }
        if (problems.count() > before) {
            problems.throwIfAny();
        }
        return new MetadataTable(files, joined, metadata, problems);
    }

    /** What was detected and skipped in the files, as sentences. */
    List<String> notes() {
        return notes;
    }

    private Optional<RecordFile> read(Path path, Optional<RecordFormat> format) throws IOException {
        try {
            RecordFile file = RecordFile.read(
                    path,
                    new RecordOptions(
                            "metadata file",
                            metadata.encoding(),
                            format.isPresent() ? format : bySuffix(path),
                            false,
                            whole));
            if (!file.notes().isEmpty()) {
                notes.add(path + ": " + String.join("; ", file.notes()) + ".");
            }
            return Optional.of(file);
        } catch (DataException e) {
            problems.add(e.getMessage());
            return Optional.empty();
        }
    }

    private Optional<RecordFormat> bySuffix(Path path) throws IOException {
        String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".csv")) {
            return Optional.of(RecordFormat.CSV);
        }
        if (name.endsWith(".tsv") || name.endsWith(".tab")) {
            return Optional.of(RecordFormat.TSV);
        }
        if (!name.endsWith(".txt") || !Files.isRegularFile(path)) {
            return Optional.empty();
        }
        try (BufferedReader reader = TextFile.open(path, metadata.encoding().declared())) {
            String first = reader.readLine();
            return Optional.of(
                    first != null && TextRecords.isFastText(first) ? RecordFormat.FASTTEXT : RecordFormat.TEXT);
        } catch (UnreadableTextException e) {
            return Optional.of(RecordFormat.TEXT); // the mistake is said when the whole file is read
        }
    }
}
