package io.winnow.datasets.label;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Finds the examples that the keys of a label file refer to. A key may be the data set's own name of the example, the end of its path, or a
 * longer path that ends with it, such as one from another machine. {@link ExampleName.Step} says how the file's name itself may differ.
 * Stricter steps are tried first, and only one example may match.
 */
final class ExampleFinder {
    private final Examples examples;
    private final Map<String, Integer> byKey = new HashMap<>();
    private final Map<ExampleName.Step, Map<String, List<Integer>>> byPath = new EnumMap<>(ExampleName.Step.class);
    private final Map<ExampleName.Step, Map<String, List<Integer>>> byFile = new EnumMap<>(ExampleName.Step.class);

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

    ExampleFinder(Examples examples) {
        this.examples = examples;
        for (int i = 0; i < examples.size(); i++) {
            byKey.put(examples.key().apply(i), i);
        }
    }

    Examples examples() {
        return examples;
    }

    /** Returns the example that a key refers to; empty if there is none. */
    Optional<Match> find(String key) {
        Integer own = byKey.get(key);
        if (own != null) {
            int parts = ExampleName.of(key).parts().size();
            return Optional.of(new Match(own, ExampleName.Step.EXACT, parts, 0, false, List.of(own)));
        }
        ExampleName name = ExampleName.of(key);
        Match closest = null;
        for (ExampleName.Step step : ExampleName.Step.values()) {
            ExampleName wanted = name.at(step, true);
            List<Integer> candidates = candidates(wanted, step);
            if (!candidates.isEmpty()) {
                Match match = best(wanted, candidates, step);
                closest = closest == null || match.agreement() > closest.agreement() ? match : closest;
                // Folders that differ may be equal at the next step, which ignores differences in spelling.
                if (!closest.conflict()) {
                    break;
                }
            }
        }
        return Optional.ofNullable(closest);
    }

    private Match best(ExampleName wanted, List<Integer> candidates, ExampleName.Step step) {
        int most = 0;
        List<Integer> best = new ArrayList<>();
        for (int candidate : candidates) {
            int agreement = wanted.agreement(path(candidate).at(step, false));
            if (agreement > most) {
                most = agreement;
                best.clear();
            }
            if (agreement == most) {
                best.add(candidate);
            }
        }
        int example = best.get(0);
        boolean conflict = wanted.parts().size() > most && path(example).parts().size() > most;
        int own = ExampleName.of(examples.key().apply(example)).parts().size();
        return new Match(example, step, most, most - own, conflict, best);
    }

    private ExampleName path(int example) {
        String key = examples.key().apply(example);
        return ExampleName.of(examples.folder()
                .map(folder -> folder.toAbsolutePath().normalize() + "/" + key)
                .orElse(key));
    }

    /**
     * Returns the examples whose key is the end of the path (those with the longest such key), or otherwise all with the same file name.
     */
    private List<Integer> candidates(ExampleName wanted, ExampleName.Step step) {
        Map<String, List<Integer>> paths = byPath.computeIfAbsent(step, each -> index(each, ExampleName::toString));
        for (int i = 0; i < wanted.parts().size() - 1; i++) {
            List<Integer> found = paths.get(wanted.from(i).toString());
            if (found != null) {
                return found;
            }
        }
        return byFile.computeIfAbsent(step, each -> index(each, ExampleName::file))
                .getOrDefault(wanted.file(), List.of());
    }

    private Map<String, List<Integer>> index(ExampleName.Step step, Function<ExampleName, String> of) {
        Map<String, List<Integer>> index = new HashMap<>();
        for (int i = 0; i < examples.size(); i++) {
            ExampleName name = ExampleName.of(examples.key().apply(i)).at(step, false);
            index.computeIfAbsent(of.apply(name), each -> new ArrayList<>()).add(i);
        }
        return index;
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
