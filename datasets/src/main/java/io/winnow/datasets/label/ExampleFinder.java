package io.winnow.datasets.label;

import io.winnow.datasets.EditDistance;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Finds the examples that the keys of a label file refer to. A key may be the data set's own name of the example, the end of its path, or a
 * longer path that ends with it, such as one from another machine. {@link ExampleName.Step} says how the file's name itself may differ.
 * Stricter steps are tried first, and only one example may match.
 */
public final class ExampleFinder {
    private final Examples examples;
    private final Map<String, Integer> byKey = new HashMap<>();
    /** For each step, the examples by the end of their key, and by all of it. */
    private final Map<ExampleName.Step, Map<String, List<Integer>>> byEnd = new EnumMap<>(ExampleName.Step.class);

    private final Map<ExampleName.Step, Map<String, List<Integer>>> byPath = new EnumMap<>(ExampleName.Step.class);
    /** For each step, the folder of the data set. */
    private final Map<ExampleName.Step, ExampleName> folders = new EnumMap<>(ExampleName.Step.class);

    /**
     * The example that a key matches.
     *
     * @param example index in the data set
     * @param step the step at which the file's name matches
     * @param agreement number of trailing parts of the paths that are equal
     * @param above the same number, without the parts of the data set's own key
     * @param conflict whether the next parts differ, as opposed to one of the two paths having no more parts
     * @param others further examples that match equally well, which makes the key ambiguous
     */
    record Match(int example, ExampleName.Step step, int agreement, int above, boolean conflict, List<Integer> others) {
        /** Whether this match is stricter than another. */
        boolean isCloser(Match other) {
            return step != other.step ? step.compareTo(other.step) < 0 : agreement > other.agreement;
        }

        boolean isAmbiguous() {
            return others.size() > 1;
        }
    }

    public ExampleFinder(Examples examples) {
        this.examples = examples;
        for (int i = 0; i < examples.size(); i++) {
            byKey.put(examples.key().apply(i), i);
        }
    }

    Examples examples() {
        return examples;
    }

    /** Whether a text is the data set's own key of an example. No other match is closer. */
    boolean isKey(String key) {
        return byKey.containsKey(key);
    }

    /** Returns the index of the only example that a key refers to; empty if there is none, or if several match equally well. */
    public OptionalInt only(String key) {
        Optional<Match> match = find(key).filter(found -> !found.isAmbiguous());
        return match.isPresent() ? OptionalInt.of(match.get().example()) : OptionalInt.empty();
    }

    /** Returns the example that a key refers to; empty if there is none. */
    Optional<Match> find(String key) {
        Integer own = byKey.get(key);
        ExampleName name = ExampleName.of(key);
        if (own != null) {
            return Optional.of(
                    new Match(own, ExampleName.Step.EXACT, name.parts().size(), 0, false, List.of(own)));
        }
        Match closest = null;
        for (ExampleName.Step step : ExampleName.Step.values()) {
            Optional<Match> match = find(name.at(step, true), step);
            if (match.isPresent()) {
                closest = closest == null || match.get().agreement() > closest.agreement() ? match.get() : closest;
                // Folders that differ may be equal at the next step, which ignores differences in spelling.
                if (!closest.conflict()) {
                    break;
                }
            }
        }
        return Optional.ofNullable(closest);
    }

    /**
     * Finds the examples whose key is the end of the path (those with the longest such key), or otherwise those whose key ends like the
     * path.
     */
    private Optional<Match> find(ExampleName wanted, ExampleName.Step step) {
        Map<String, List<Integer>> paths = byPath.computeIfAbsent(step, each -> index(each, size -> IntStream.of(0)));
        int parts = wanted.parts().size();
        for (int i = 0; i < parts - 1; i++) {
            List<Integer> found = paths.get(wanted.from(i).toString());
            if (found != null) {
                return Optional.of(match(wanted, found, step, parts - i + above(wanted.first(i), step)));
            }
        }
        Map<String, List<Integer>> ends =
                byEnd.computeIfAbsent(step, each -> index(each, size -> IntStream.range(1, size)));
        // A key without folders may agree with the folder of the data set as well.
        List<Integer> bare = paths.getOrDefault(wanted.file(), List.of());
        int agreement = bare.isEmpty() ? 0 : 1 + above(wanted.first(parts - 1), step);
        List<Integer> found = bare;
        for (int i = 0; i < parts && parts - i >= agreement; i++) {
            List<Integer> others = ends.get(wanted.from(i).toString());
            if (others != null) {
                found = parts - i > agreement ? others : joined(new ArrayList<>(bare), others);
                agreement = parts - i;
                break;
            }
        }
        return found.isEmpty() ? Optional.empty() : Optional.of(match(wanted, found, step, agreement));
    }

    private Match match(ExampleName wanted, List<Integer> found, ExampleName.Step step, int agreement) {
        int example = found.get(0);
        int own = ExampleName.of(examples.key().apply(example)).parts().size();
        boolean longer = own + folder(step).parts().size() > agreement;
        boolean conflict = wanted.parts().size() > agreement && longer;
        return new Match(example, step, agreement, agreement - own, conflict, found);
    }

    /** The number of trailing parts that the beginning of a path has in common with the folder of the data set. */
    private int above(ExampleName beginning, ExampleName.Step step) {
        return beginning.agreement(folder(step));
    }

    private ExampleName folder(ExampleName.Step step) {
        return folders.computeIfAbsent(step, each -> {
            ExampleName file = ExampleName.of(examples.folder()
                                    .map(folder -> folder.toAbsolutePath().normalize() + "/")
                                    .orElse("")
                            + "file")
                    .at(each, false);
            return file.first(file.parts().size() - 1);
        });
    }

    /**
     * Indexes the examples by parts of their keys.
     *
     * @param from for the number of parts of a key, the parts with which the indexed ends of the key begin
     */
    private Map<String, List<Integer>> index(ExampleName.Step step, IntFunction<IntStream> from) {
        Map<String, List<Integer>> index = new HashMap<>();
        for (int i = 0; i < examples.size(); i++) {
            ExampleName name = ExampleName.of(examples.key().apply(i)).at(step, false);
            List<Integer> example = List.of(i);
            from.apply(name.parts().size())
                    .forEach(part -> index.merge(name.from(part).toString(), example, ExampleFinder::joined));
        }
        return index;
    }

    /** Appends to a list. Most names belong to one example, whose list takes less memory than one that can grow. */
    private static List<Integer> joined(List<Integer> some, List<Integer> more) {
        List<Integer> all = some instanceof ArrayList ? some : new ArrayList<>(some);
        all.addAll(more);
        return all;
    }

    /** The key with the smallest edit distance to a text, if one is near. */
    Optional<String> nearest(String key) {
        String file = ExampleName.of(key).file();
        int best = Math.max(2, file.length() / 3) + 1;
        String nearest = null;
        for (int i = 0; i < examples.size(); i++) {
            String candidate = examples.key().apply(i);
            String name = ExampleName.of(candidate).file();
            if (Math.abs(name.length() - file.length()) < best) {
                int distance = EditDistance.between(file, name);
                if (distance < best) {
                    best = distance;
                    nearest = candidate;
                }
            }
        }
        return Optional.ofNullable(nearest);
    }
}
