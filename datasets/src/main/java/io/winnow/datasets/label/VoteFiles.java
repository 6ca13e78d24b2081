package io.winnow.datasets.label;

import io.winnow.datasets.DataException;
import io.winnow.datasets.HiddenName;
import io.winnow.datasets.file.RecordNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Finds the files of votes that a user means, and the annotator of each, if it has the votes of one alone. */
final class VoteFiles {
    private VoteFiles() {}

    /**
     * Returns the files and what the annotator of each would be called: like the file, or like its path if several have this name.
     *
     * @param named files, folders that hold the part files of one set of records in the format Parquet, and other folders, of which all files of records are meant
     * @throws DataException if a folder has no files of records, or if a file is named twice
     */
    static Map<Path, String> of(List<Path> named) throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path path : named) {
            if (!Files.isDirectory(path) || RecordNames.exists(path)) {
                files.add(path);
            } else {
                files.addAll(in(path));
            }
        }
        Set<Path> real = new HashSet<>();
        for (Path file : files) {
            if (Files.exists(file) && !real.add(file.toRealPath())) {
                throw new DataException(file + " is named twice, but its votes count once. Name it once.");
            }
        }
        List<String> names = files.stream().map(RecordNames::stem).toList();
        boolean unique = new HashSet<>(names).size() == names.size();
        Map<Path, String> annotators = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            annotators.put(files.get(i), unique ? names.get(i) : files.get(i).toString());
        }
        return annotators;
    }

    private static List<Path> in(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            List<Path> files = entries.filter(
                            entry -> !HiddenName.is(entry.getFileName().toString()))
                    .filter(entry -> Files.isRegularFile(entry) && RecordNames.isRecords(entry))
                    .sorted()
                    .toList();
            if (files.isEmpty()) {
                throw new DataException("The folder " + folder
                        + " has no files of votes: none of its files ends in .csv, .tsv, .json, .jsonl, .ndjson or .parquet."
                        + " Name the files themselves if they have other names.");
            }
            return files;
        }
    }
}
