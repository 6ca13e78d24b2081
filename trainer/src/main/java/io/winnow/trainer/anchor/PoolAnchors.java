package io.winnow.trainer.anchor;

import ai.djl.ndarray.NDManager;
import io.winnow.trainer.pool.Pool;
import io.winnow.trainer.pool.SentenceVectors;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The anchors of a pool.
 *
 * @param names names of the classes, in the order of {@link Anchors#ofClass}
 * @param classes class of each example (N), in [0, K), or -1
 * @param notes notes for the user, one sentence each
 */
@SuppressWarnings("ArrayRecordComponent") // a column of a table; never compared
public record PoolAnchors(Pool pool, List<String> names, int[] classes, Anchors anchors, List<String> notes) {
    /** Share of the texts of a class from which on one that is repeated is boilerplate. */
    private static final double BOILERPLATE = .2;

    /**
     * Chooses the anchors of a pool.
     *
     * @param definitions file with a definition of each class
     * @param images vectors of the images (N, D), of which some may be null, by whose neighbours the texts are smoothed
     * @throws UserException if there are no texts or labels, or if classes and definitions do not fit each other
     */
    public static PoolAnchors of(
            Pool pool, Path definitions, Optional<float[][]> images, AnchorOptions options, NDManager manager)
            throws IOException {
        if (pool.classNames().isEmpty()) {
            throw new UserException(
                    "The " + pool.unit() + " of " + pool.name() + " have no labels, but anchors are chosen"
                            + " for each class. Name their column with --label-column, or a file that has them with --labels.");
        }
        Map<String, String> defined = ClassDefinitions.read(definitions);
        ClassDefinitions.requireSame(definitions, defined.keySet(), pool.classNames());
        List<String> names = List.copyOf(defined.keySet());
        int[] classes = pool.classes().stream()
                .mapToInt(each -> each.map(names::indexOf).orElse(-1))
                .toArray();
        List<String> texts = pool.captions().stream()
                .map(each -> each.map(WebText::clean).orElse(""))
                .toList();
        if (texts.stream().allMatch(String::isEmpty)) {
            throw new UserException(
                    "The " + pool.unit() + " of " + pool.name()
                            + " have no texts with words, so they cannot be compared with definitions. Name a file of captions with"
                            + " --captions; without texts, the method RCAL (recipe.kind: rcal) finds wrong labels by the images alone.");
        }
        List<String> notes = new ArrayList<>(pool.notes());
        notes.addAll(boilerplate(names, classes, texts));
        double[][] vectors = encoded(texts, manager);
        double[][] used = images.isPresent()
                ? NeighbourTexts.of(images.get(), options.neighbourWeight(), manager)
                        .smoothed(vectors)
                : vectors;
        Anchors anchors =
                Anchors.of(used, encoded(List.copyOf(defined.values()), manager), classes, pool.keys(), options);
        for (int k = 0; k < names.size(); k++) {
            if (anchors.ofClass().get(k).length == 0) {
                notes.add("Warning: the class " + names.get(k)
                        + " has no anchor: no text of it is nearer to its definition"
                        + " than to that of another class.");
            }
        }
        return new PoolAnchors(pool, names, classes, anchors, List.copyOf(notes));
    }

    /**
     * Requires that a file defines exactly the given classes.
     *
     * @throws UserException if not
     */
    public static void requireDefinitions(Path definitions, List<String> classes) throws IOException {
        ClassDefinitions.requireSame(
                definitions, ClassDefinitions.read(definitions).keySet(), classes);
    }

    /** Returns a warning for each class of whose texts one is repeated very often. */
    private static List<String> boilerplate(List<String> names, int[] classes, List<String> texts) {
        List<String> warnings = new ArrayList<>();
        for (int k = 0; k < names.size(); k++) {
            int own = k;
            Map<String, Integer> counts = new HashMap<>();
            int[] members = IntStream.range(0, classes.length)
                    .filter(i -> classes[i] == own && !texts.get(i).isEmpty())
                    .toArray();
            Arrays.stream(members).forEach(i -> counts.merge(texts.get(i), 1, Integer::sum));
            counts.entrySet().stream()
                    .max(Map.Entry.<String, Integer>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                    .filter(most -> most.getValue() > 1 && most.getValue() > BOILERPLATE * members.length)
                    .ifPresent(most -> warnings.add(String.format(
                            Locale.ROOT,
                            "Warning: %d of the %d texts of the class %s are '%s', which says nothing of a single image if it is"
                                    + " boilerplate. Remove it from the captions then.",
                            most.getValue(),
                            members.length,
                            names.get(own),
                            most.getKey())));
        }
        return warnings;
    }

    /**
     * Returns the vectors (N, D) of texts. That of an empty text is null: the published code encodes a blank, whose vector is near to some
     * definition by chance.
     */
    private static double[][] encoded(List<String> texts, NDManager manager) throws IOException {
        return Arrays.stream(SentenceVectors.of(texts, manager))
                .map(each -> each == null
                        ? null
                        : IntStream.range(0, each.length)
                                .mapToDouble(d -> each[d])
                                .toArray())
                .toArray(double[][]::new);
    }
}
