package io.winnow.trainer.anchor;

import io.winnow.datasets.Shown;
import io.winnow.datasets.file.FileRecord;
import io.winnow.datasets.file.RecordFile;
import io.winnow.datasets.file.RecordOptions;
import io.winnow.datasets.file.TextCharset;
import io.winnow.trainer.run.InputPaths;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads what the classes mean: a record per class with its name and a definition in free text. */
final class ClassDefinitions {
    private static final List<String> NAMES = List.of("name", "label");
    private static final List<String> DEFINITIONS = List.of("definition", "description");

    private ClassDefinitions() {}

    /**
     * Reads a file.
     *
     * @return the text of each class: its name and its definition, in lower case
     * @throws UserException if columns are missing, or a class has no definition or two
     */
    static Map<String, String> read(Path file) throws IOException {
        RecordFile records = RecordFile.read(
                InputPaths.require(file),
                new RecordOptions(
                        "file of definitions", TextCharset.UTF_8, Optional.empty(), false, Set.of("synonyms")));
        String name = column(records, NAMES, "the classes");
        String definition = column(records, DEFINITIONS, "the definitions");
        Map<String, String> texts = new LinkedHashMap<>();
        for (FileRecord row : records.rows()) {
            String own = row.get(name);
            Optional<String> text = row.findText(definition);
            if (text.isEmpty()) {
                throw row.error(
                        "the class '" + own + "' has no " + definition + ". Write in a few words what belongs to it");
            }
            if (texts.put(own, (own + ". " + text.get()).toLowerCase(Locale.ROOT)) != null) {
                throw row.error("defines the class '" + own + "' a second time. Remove one of the two");
            }
        }
        return texts;
    }

    private static String column(RecordFile records, List<String> usual, String role) throws IOException {
        List<String> known = records.known(usual);
        if (known.isEmpty()) {
            throw new UserException(records.file() + " has no column of " + role + "; it has the columns "
                    + Shown.of(records.columns()) + ". Name it " + usual.get(0) + ".");
        }
        return records.unique(known.get(0));
    }

    /**
     * Requires that exactly the classes of a pool are defined.
     *
     * @throws UserException if not; the message names the classes on either side
     */
    static void requireSame(Path file, Set<String> defined, List<String> classes) {
        Set<String> undefined = new TreeSet<>(classes);
        undefined.removeAll(defined);
        Set<String> unused = new TreeSet<>(defined);
        unused.removeAll(classes);
        if (!undefined.isEmpty()) {
            throw new UserException(file + " does not define the classes " + Shown.of(List.copyOf(undefined))
                    + (unused.isEmpty()
                            ? ". Add a record for each"
                            : ", but defines " + Shown.of(List.copyOf(unused))
                                    + ", which no example has. Write the names of the classes as the labels have them")
                    + ".");
        }
        if (!unused.isEmpty()) {
            throw new UserException(file + " defines " + Shown.of(List.copyOf(unused))
                    + ", but no example has such a label. Remove these records, or check the labels.");
        }
    }
}
