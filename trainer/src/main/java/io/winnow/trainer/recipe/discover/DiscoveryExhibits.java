package io.winnow.trainer.recipe.discover;

import ai.djl.ndarray.NDManager;
import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.file.FileRecord;
import io.winnow.datasets.file.RecordFile;
import io.winnow.datasets.file.RecordOptions;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.recipe.Exhibit;
import io.winnow.trainer.recipe.Representations;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** What a page shows of discovered classes: how many examples each has, and those of the new ones that are most certain, so that people can name them. */
final class DiscoveryExhibits {
    /** Number of examples that are shown of a class. */
    private static final int EXAMPLES = 12;

    /** Number of new classes whose examples are shown. */
    private static final int CLASSES = 24;

    /** A class with its examples. */
    private static final class Found {
        private int labelled;
        private final List<Member> members = new ArrayList<>();
    }

    /** An example of a class that has no label. */
    private record Member(String key, double probability) {}

    private DiscoveryExhibits() {}

    /**
     * Returns the exhibits.
     *
     * @param file the classes of the examples, as {@link DiscoveryFiles} writes them
     * @param vectors folder of the vectors
     * @param data empty if the examples are not read
     */
    static List<Exhibit> of(Path file, Path vectors, Optional<TaskData> data, NDManager manager) throws IOException {
        Map<String, String> found = new HashMap<>();
        Map<String, String> given = new HashMap<>();
        Map<String, Found> classes = new TreeMap<>();
        for (FileRecord row :
                RecordFile.read(file, RecordOptions.of("file of found classes")).rows()) {
            row.find("label").ifPresent(label -> classes.computeIfAbsent(label, name -> new Found()).labelled++);
            String key = row.get("key");
            found.put(key, row.get("class"));
            row.find("label").ifPresent(label -> given.put(key, label));
            Found members = classes.computeIfAbsent(row.get("class"), name -> new Found());
            if (row.find("label").isEmpty()) {
                members.members.add(new Member(row.get("key"), Double.parseDouble(row.get("probability"))));
            }
        }
        List<Map.Entry<String, Found>> ordered = classes.entrySet().stream()
                .sorted(Comparator.comparing((Map.Entry<String, Found> each) -> each.getValue().labelled > 0)
                        .thenComparing(each -> -each.getValue().members.size()))
                .toList();
        List<Exhibit> exhibits = new ArrayList<>();
        if (data.isPresent()) {
            try (NDManager scope = manager.newSubManager()) {
                DiscoveryMap.of(data.get(), Representations.train(vectors, scope), found, given, scope)
                        .ifPresent(exhibits::add);
            }
            exhibits.add(examples(ordered, data.get()));
        }
        exhibits.add(table(ordered));
        return exhibits;
    }

    private static Exhibit examples(List<Map.Entry<String, Found>> classes, TaskData data) {
        Map<String, Integer> places = places(data.train());
        List<Map.Entry<String, Found>> fresh =
                classes.stream().filter(each -> each.getValue().labelled == 0).toList();
        List<Exhibit.Group> groups = new ArrayList<>();
        for (Map.Entry<String, Found> each : fresh.subList(0, Math.min(CLASSES, fresh.size()))) {
            List<Member> members = each.getValue().members;
            groups.add(new Exhibit.Group(
                    String.format(Locale.ROOT, "%s: %,d %s", each.getKey(), members.size(), data.unit()),
                    members.stream()
                            .sorted(Comparator.comparingDouble(Member::probability)
                                    .reversed())
                            .map(member -> places.get(member.key))
                            .filter(Objects::nonNull) // the data may have changed since
                            .limit(EXAMPLES)
                            .mapToInt(Integer::intValue)
                            .toArray()));
        }
        return new Exhibit.Groups(
                "New classes",
                groups.isEmpty()
                        ? "No example was assigned to a class without labelled examples."
                        : "Classes that have no labelled examples, with the " + EXAMPLES + " " + data.unit()
                                + " of each that are most certain, so that you can name it"
                                + (fresh.size() > CLASSES
                                        ? "; the " + CLASSES + " largest of " + fresh.size() + " are shown."
                                        : "."),
                groups);
    }

    private static Map<String, Integer> places(Dataset<?> items) {
        Map<String, Integer> places = new HashMap<>();
        for (int i = 0; i < items.size(); i++) {
            places.put(items.key(i), i);
        }
        return places;
    }

    private static Exhibit table(List<Map.Entry<String, Found>> classes) {
        return new Exhibit.Table(
                "Examples of each class",
                "Numbers of training examples with a given label, and of examples without a label that were assigned to the"
                        + " class, with the mean probability of the assignment.",
                List.of("class", "kind", "labelled", "assigned", "mean probability"),
                classes.stream()
                        .map(each -> List.of(
                                each.getKey(),
                                each.getValue().labelled > 0 ? "old" : "new",
                                String.format(Locale.ROOT, "%,d", each.getValue().labelled),
                                String.format(
                                        Locale.ROOT,
                                        "%,d",
                                        each.getValue().members.size()),
                                each.getValue().members.stream().mapToDouble(Member::probability).average().stream()
                                        .mapToObj(mean -> String.format(Locale.ROOT, "%.3f", mean))
                                        .findFirst()
                                        .orElse("")))
                        .toList());
    }
}
