package io.winnow.datasets.label;

import io.winnow.datasets.DataException;
import io.winnow.datasets.Plural;
import io.winnow.datasets.Shown;
import java.io.IOException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The labels of several annotators from one file or several: CSV with a header, an array of JSON objects, or JSON lines. Either each record is
 * a vote, with a key, an annotator and a label; or each record is an item, with a key and one column per annotator. Of several files, one whose
 * records have a key and a label alone has the votes of one annotator, who is named after the file. Empty and similar values
 * ({@link LabelFileOptions#gaps}) are not votes.
 *
 * @param name name of the file, or how many files they are, for messages
 * @param notes what was detected, skipped or altered, as parts of a sentence
 */
public record AnnotationFile(String name, Annotations annotations, List<String> notes) {
    /**
     * Reads a file.
     *
     * @throws DataException if columns are missing or an annotator contradicts itself; the message names the line
     */
    public static AnnotationFile read(Path file, LabelFileOptions options) throws IOException {
        return read(List.of(file), options, VoteOptions.DEFAULT);
    }

    /**
     * Reads files.
     *
     * @param named the files, or folders whose files of records are meant
     * @throws DataException if there are no files, if columns are missing, if an annotator contradicts themselves and the options do not say
     *     which vote counts, or if a time cannot be read; the message names the line
     */
    public static AnnotationFile read(List<Path> named, LabelFileOptions options, VoteOptions voteOptions)
            throws IOException {
        Map<Path, String> files = VoteFiles.of(named);
        Votes votes = new Votes(voteOptions);
        Map<String, List<String>> notes = new LinkedHashMap<>();
        for (Map.Entry<Path, String> file : files.entrySet()) {
            Optional<String> annotator = files.size() > 1 ? Optional.of(file.getValue()) : Optional.empty();
            VoteRecords.of(file.getKey(), annotator, options, voteOptions)
                    .read(votes)
                    .forEach(note -> notes.computeIfAbsent(note, each -> new ArrayList<>())
                            .add(file.getKey().toString()));
        }
        String name = files.size() == 1
                ? files.keySet().iterator().next().toString()
                : Plural.of(files.size(), "file", "files");
        List<String> all = new ArrayList<>();
        notes.forEach((note, of) -> all.add(of.size() == files.size() ? note : Shown.of(of) + ": " + note));
        Annotations annotations = votes.annotations(name, options);
        votes.note(all);
        return new AnnotationFile(name, annotations, List.copyOf(all));
    }

    /**
     * Returns sentences on classes and annotators whose names differ only in case or blanks, and on items whose names look the same or are
     * the same number: they count as different ones. Case tells items apart in many data sets.
     */
    public List<String> alike() {
        Map<String, List<String>> items = annotations.items().stream()
                .collect(Collectors.groupingBy(item -> Normalizer.normalize(item, Normalizer.Form.NFC)));
        List<String> twins = items.values().stream()
                .filter(group -> group.size() > 1)
                .flatMap(List::stream)
                .toList();
        return Stream.of(
                        alike("classes", annotations.classNames()),
                        alike("annotators", annotations.annotators()),
                        alike("items", twins),
                        sameNumbers())
                .flatMap(Optional::stream)
                .toList();
    }

    /** A spreadsheet in which one of the annotators works writes {@code 0042} as 42. */
    private Optional<String> sameNumbers() {
        List<List<String>> same = annotations.items().stream()
                .filter(item -> item.matches("\\d+([.]0*)?"))
                .collect(Collectors.groupingBy(item -> GivenNames.whole(item).replaceFirst("^0+(?=\\d)", "")))
                .values()
                .stream()
                .filter(group -> group.size() > 1)
                .toList();
        return same.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        name + ": " + Plural.of(same.size(), "number names", "numbers name")
                                + " several items, such as " + String.join(" and ", same.get(0))
                                + ", which count as different items. If a spreadsheet has removed leading zeros, write the keys as they were.");
    }

    private Optional<String> alike(String named, List<String> names) {
        return ClassNames.alike(name + ": there are " + named, named, names).map(sentence -> sentence + ".");
    }

    /** All notes in one sentence, for a log. */
    public String summary() {
        return name + ": " + Plural.of(annotations.annotators().size(), "annotator", "annotators") + " ("
                + Shown.of(annotations.annotators()) + ") of "
                + Plural.of(annotations.items().size(), "item", "items")
                + (notes.isEmpty() ? "" : "; " + String.join("; ", notes)) + ".";
    }
}
