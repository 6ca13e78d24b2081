package io.winnow.trainer.recipe.mofi;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.DataException;
import io.winnow.datasets.Shown;
import io.winnow.datasets.file.TextCharset;
import io.winnow.datasets.random.CounterRandom;
import io.winnow.datasets.source.ClassFile;
import io.winnow.datasets.source.ClassInfo;
import io.winnow.trainer.modality.DataPaths;
import io.winnow.trainer.pool.SentenceVectors;
import io.winnow.trainer.recipe.BatchStreams;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The texts of entities: of each its name and, if it has a description, name and description.
 *
 * @param texts the different texts (T)
 * @param variants for each entity the numbers of its texts, the name first
 * @param groups for each entity a number (E). Entities of the same name share it, since neither name is wrong for the other
 */
@SuppressWarnings("ArrayRecordComponent") // a column of a table; never compared
record EntityTexts(List<String> texts, int[][] variants, long[] groups) {
    /** Length of the vectors of the text encoder. */
    static final int WIDTH = 384;

    /**
     * Returns the texts of entities.
     *
     * @param names labels of the entities (E)
     * @param file file with names and descriptions; empty if the labels are the names
     * @throws UserException if the file lacks an entity, or a name is blank
     */
    static EntityTexts of(List<String> names, Optional<Path> file) throws IOException {
        Map<String, ClassInfo> known = read(file);
        List<String> unknown = file.isEmpty()
                ? List.of()
                : names.stream().filter(each -> !known.containsKey(each)).toList();
        if (!unknown.isEmpty()) {
            throw new UserException("recipe.learn.contrast.texts: " + file.get() + " has no record of " + unknown.size()
                    + " of the " + names.size() + " entities: " + Shown.of(unknown)
                    + ". Add a record with the label of each.");
        }
        Map<String, Integer> places = new LinkedHashMap<>();
        List<int[]> variants = new ArrayList<>();
        long[] groups = new long[names.size()];
        for (int e = 0; e < groups.length; e++) {
            ClassInfo info = known.get(names.get(e));
            String name = name(names.get(e), known);
            int own = places.computeIfAbsent(name, each -> places.size());
            groups[e] = own;
            Optional<String> more = info == null ? Optional.empty() : info.description();
            variants.add(
                    more.isEmpty()
                            ? new int[] {own}
                            : new int[] {own, places.computeIfAbsent(name + ". " + more.get(), each -> places.size())});
        }
        return new EntityTexts(List.copyOf(places.keySet()), variants.toArray(int[][]::new), groups);
    }

    /**
     * Returns the names of entities, by which examples are searched. Entities without training examples need no record in the file: their labels
     * are their names.
     *
     * @param labels labels of the entities
     * @param file see {@link #of}
     * @throws UserException if a name is blank
     */
    static List<String> names(List<String> labels, Optional<Path> file) throws IOException {
        Map<String, ClassInfo> known = read(file);
        return labels.stream().map(label -> name(label, known)).toList();
    }

    private static Map<String, ClassInfo> read(Optional<Path> file) throws IOException {
        Map<String, ClassInfo> known = new HashMap<>();
        if (file.isPresent()) {
            try {
                ClassFile.read(DataPaths.require(file.get()), TextCharset.UTF_8)
                        .forEach(each -> known.put(each.label(), each));
            } catch (DataException e) {
                throw new UserException("recipe.learn.contrast.texts: " + e.getMessage(), e);
            }
        }
        return known;
    }

    private static String name(String label, Map<String, ClassInfo> known) {
        String name = words(known.containsKey(label) ? known.get(label).name() : label);
        if (name.isBlank()) {
            throw new UserException("The entity '" + label
                    + "' has no name in words, with which its examples could be contrasted. Write one into a file"
                    + " with label and name, and set recipe.learn.contrast.texts to it.");
        }
        return name;
    }

    /** Returns a label in words: without the id that tells entities of the same name apart, and with blanks for underscores. */
    static String words(String label) {
        return label.replaceFirst(" \\[[^\\[\\]]*\\]$", "").replace('_', ' ').strip();
    }

    /** Returns the vectors of texts (T, {@link #WIDTH}), each of length 1. */
    static NDArray vectors(List<String> texts, NDManager manager) throws IOException {
        float[][] vectors = SentenceVectors.of(texts, manager);
        float[] all = new float[vectors.length * WIDTH];
        for (int i = 0; i < vectors.length; i++) {
            System.arraycopy(vectors[i], 0, all, i * WIDTH, WIDTH);
        }
        return manager.create(all, new Shape(vectors.length, WIDTH));
    }

    /** Returns the numbers of the texts of the entities of a batch (B). Of several texts of an entity, one is drawn. */
    long[] draw(int[] entities, long key) {
        return IntStream.range(0, entities.length)
                .mapToLong(i -> {
                    int[] own = variants[entities[i]];
                    return own[
                            own.length == 1
                                    ? 0
                                    : CounterRandom.of(key, BatchStreams.ENTITY_TEXT, i)
                                            .nextInt(own.length)];
                })
                .toArray();
    }
}
