package io.winnow.trainer.loop;

import io.winnow.datasets.file.FileRecord;
import io.winnow.datasets.file.RecordFile;
import io.winnow.datasets.file.RecordOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * The classes that a discovery of classes gave to its examples: old ones by name, and new ones, which nobody has named yet.
 *
 * @param examples the examples, in the order of the run
 * @param classes the old classes, which had labelled examples at the start, followed by those that answers have named since, and by the new ones
 *     without a name that some example has
 * @param old number of old classes
 * @param named number of old classes and of those that answers have named
 */
public record FoundClasses(List<Found> examples, List<String> classes, int old, int named) {
    private static final String ANSWERED = "answered";

    /**
     * The class of an example.
     *
     * @param key key of the example in the run
     * @param labelled whether it has a label in the run, so that nobody need be asked
     * @param number its class
     * @param p probability of the class
     * @param margin probability of the class less that of the next one
     */
    public record Found(String key, boolean labelled, int number, double p, double margin) {}

    /** Returns the place of each example in {@link #examples}, by its key. */
    public Map<String, Integer> places() {
        Map<String, Integer> places = new HashMap<>();
        for (int i = 0; i < examples.size(); i++) {
            places.put(examples.get(i).key(), i);
        }
        return places;
    }

    /**
     * Reads the file that a discovery wrote.
     *
     * @param say receives a note if the file is of a time when it did not say which labels are answers
     */
    public static FoundClasses read(Path file, Consumer<String> say) throws IOException {
        RecordFile records = RecordFile.read(file, RecordOptions.of("file of found classes"));
        if (!records.columns().contains(ANSWERED)) {
            say.accept(
                    file + " has no column " + ANSWERED + ", as an earlier version of Winnow wrote it, so that classes"
                            + " that answers have named count as old ones. Train the run again to tell them apart.");
        }
        Set<String> named = new TreeSet<>();
        Set<String> old = new TreeSet<>();
        for (FileRecord row : records.rows()) {
            Optional<String> label = row.find("label");
            label.ifPresent(named::add);
            label.filter(own -> row.findValid(ANSWERED).isEmpty()).ifPresent(old::add);
        }
        List<String> classes = new ArrayList<>(old);
        named.stream().filter(own -> !old.contains(own)).forEach(classes::add);
        List<Found> examples = new ArrayList<>();
        for (FileRecord row : records.rows()) {
            String name = row.get("class");
            if (!classes.contains(name)) {
                classes.add(name);
            }
            examples.add(new Found(
                    row.get("key"),
                    row.find("label").isPresent(),
                    classes.indexOf(name),
                    Double.parseDouble(row.get("probability")),
                    Double.parseDouble(row.get("margin"))));
        }
        return new FoundClasses(examples, List.copyOf(classes), old.size(), named.size());
    }
}
