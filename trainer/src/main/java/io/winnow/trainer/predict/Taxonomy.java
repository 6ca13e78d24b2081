package io.winnow.trainer.predict;

import io.winnow.datasets.EditDistance;
import io.winnow.datasets.source.ClassInfo;
import io.winnow.trainer.run.UserException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Classes and those above them, whose vectors say something of them as well (kg-zero-shot.md): the vector of a class is the sum of its own and
 * of those of its ancestors at distance t, each times b^t, scaled to length 1. Nothing is trained.
 *
 * @param nodes the classes by their labels, followed by those parents that have no record, which are known by their names alone
 * @param classes number of classes
 */
record Taxonomy(Map<String, ClassInfo> nodes, int classes) {
    /**
     * Finds the parents.
     *
     * @throws UserException if no class has a parent, or if a class is above itself
     */
    static Taxonomy of(List<ClassInfo> classes) {
        if (classes.stream().allMatch(each -> each.parents().isEmpty())) {
            throw new UserException("--ancestors needs the classes above those of --labels, but no class has any. Add a"
                    + " column parents with the label of the class above each, or leave out --ancestors.");
        }
        Map<String, ClassInfo> nodes = new LinkedHashMap<>();
        classes.forEach(each -> nodes.put(each.label(), each));
        for (ClassInfo each : classes) {
            each.parents()
                    .forEach(parent ->
                            nodes.putIfAbsent(parent, new ClassInfo(parent, parent, Optional.empty(), List.of())));
        }
        Taxonomy taxonomy = new Taxonomy(nodes, classes.size());
        for (ClassInfo each : classes) {
            if (taxonomy.levels(each.label()).stream()
                    .anyMatch(level -> taxonomy.parents(level).contains(each.label()))) {
                throw new UserException("The class '" + each.label() + "' of --labels is above itself: its parents, or"
                        + " those of its parents, lead back to it. Correct the column parents.");
            }
        }
        return taxonomy;
    }

    /** Returns a class and its ancestors by their distance. Each occurs once, at the shortest distance. */
    private List<Set<String>> levels(String label) {
        List<Set<String>> levels = new ArrayList<>();
        Set<String> reached = new LinkedHashSet<>();
        for (Set<String> level = Set.of(label); !level.isEmpty(); ) {
            levels.add(level);
            reached.addAll(level);
            level = parents(level);
            level.removeAll(reached);
        }
        return levels;
    }

    private Set<String> parents(Set<String> labels) {
        Set<String> parents = new LinkedHashSet<>();
        labels.forEach(each -> parents.addAll(nodes.get(each).parents()));
        return parents;
    }

    /** Returns the labels of the classes that are above others. */
    Set<String> inner() {
        return parents(nodes.keySet());
    }

    /**
     * Returns the vectors of the classes (K, D), each of length 1.
     *
     * @param own vector of each node (N, D); zeros for one whose name says nothing
     * @param b weight of the vector of a parent
     */
    double[][] mixed(double[][] own, double b) {
        List<String> labels = List.copyOf(nodes.keySet());
        Map<String, double[]> vectors = new LinkedHashMap<>();
        for (int n = 0; n < own.length; n++) {
            vectors.put(labels.get(n), own[n]);
        }
        double[][] mixed = new double[classes][own[0].length];
        for (int k = 0; k < classes; k++) {
            double weight = 1;
            for (Set<String> level : levels(labels.get(k))) {
                for (String each : level) {
                    for (int d = 0; d < mixed[k].length; d++) {
                        mixed[k][d] += weight * vectors.get(each)[d];
                    }
                }
                weight *= b;
            }
            double squares = 0;
            for (double each : mixed[k]) {
                squares += each * each;
            }
            for (int d = 0; d < mixed[k].length; d++) {
                mixed[k][d] /= Math.max(Math.sqrt(squares), 1e-12);
            }
        }
        return mixed;
    }

    /** Returns a warning for each parent without a record whose label differs from one with a record only in its letters' form. */
    List<String> warnings() {
        List<String> labels = List.copyOf(nodes.keySet());
        List<String> warnings = new ArrayList<>();
        for (String parent : labels.subList(classes, labels.size())) {
            labels.subList(0, classes).stream()
                    .filter(each -> each.equalsIgnoreCase(parent) || EditDistance.looksLike(each, parent))
                    .forEach(near -> warnings.add("Warning: the parent '" + parent
                            + "' has no record in the file of --labels, so that its name alone stands for it. Do you mean '"
                            + near + "'?"));
        }
        return warnings;
    }
}
