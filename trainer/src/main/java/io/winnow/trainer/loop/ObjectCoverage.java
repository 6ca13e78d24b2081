package io.winnow.trainer.loop;

import io.winnow.datasets.Plural;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.select.Strategy;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How many objects of each class the images of a round show, by the boxes that are known: those of people, and those that a detector proposes
 * for other images.
 *
 * @param classes counts of each class of which the project has an object, by its name
 */
public record ObjectCoverage(Map<String, Count> classes) {
    /** The file of a round with the counts. */
    static final String FILE = "coverage.json";

    private static final String UNNAMED = "(without a class)";

    /**
     * Counts of a class.
     *
     * @param objects number of objects in the images of the round
     * @param images number of these images that show one
     * @param all number of objects in all images of the project
     */
    public record Count(int objects, int images, int all) {}

    public ObjectCoverage {
        classes = new TreeMap<>(classes);
    }

    /**
     * Counts the objects in the images of a round that a strategy chose, and writes the counts into the folder of the round. Returns them as a
     * sentence; empty if the strategy does not choose by objects.
     */
    public static Optional<String> write(Project project, ItemTable items, Strategy strategy, LoopRound round)
            throws IOException {
        if (!strategy.needsObjects()) {
            return Optional.empty();
        }
        Set<Integer> rows =
                round.items().stream().map(each -> items.row(each.id())).collect(Collectors.toSet());
        ObjectCoverage coverage = of(ProjectObjects.all(project, items), rows);
        AtomicFiles.write(round.folder().resolve(FILE), Json.page(coverage.classes));
        return Optional.of(coverage.said());
    }

    static ObjectCoverage of(List<Proposal> objects, Set<Integer> rows) {
        Map<String, Set<Integer>> images = new HashMap<>();
        Map<String, Integer> inside = new HashMap<>();
        Map<String, Integer> all = new HashMap<>();
        for (Proposal each : objects) {
            String name = each.label().orElse(UNNAMED);
            all.merge(name, 1, Integer::sum);
            if (rows.contains(each.item())) {
                inside.merge(name, 1, Integer::sum);
                images.computeIfAbsent(name, own -> new HashSet<>()).add(each.item());
            }
        }
        Map<String, Count> counts = new HashMap<>();
        all.forEach((name, count) -> counts.put(
                name,
                new Count(
                        inside.getOrDefault(name, 0),
                        images.getOrDefault(name, Set.of()).size(),
                        count)));
        return new ObjectCoverage(counts);
    }

    /** Returns the counts as a sentence. */
    String said() {
        return "Objects in these images, by the boxes that are known: "
                + classes.entrySet().stream()
                        .map(each -> each.getKey() + " " + each.getValue().objects() + " in "
                                + Plural.of(each.getValue().images(), "image", "images"))
                        .collect(Collectors.joining(", "))
                + ".";
    }
}
