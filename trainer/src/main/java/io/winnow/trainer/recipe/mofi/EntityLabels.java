package io.winnow.trainer.recipe.mofi;

import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.ClassSets;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.random.CounterRandom;
import io.winnow.trainer.recipe.BatchStreams;
import io.winnow.trainer.run.TableFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The entities of the training examples. Only entities that have an example have a center, whatever classes the data know.
 *
 * @param names names of the entities that have an example (E), in the order of their centers
 * @param entities entities of each training example in use (N), as numbers of centers; at least one
 */
@SuppressWarnings("ArrayRecordComponent") // a column of a table; never compared
record EntityLabels(List<String> names, int[][] entities) {
    EntityLabels {
        names = List.copyOf(names);
    }

    static EntityLabels of(Labels labels) {
        int[][] own = labels instanceof ClassSets sets
                ? sets.positives()
                : Arrays.stream(((ClassLabels) labels).classes())
                        .mapToObj(each -> new int[] {each})
                        .toArray(int[][]::new);
        int[] present = Arrays.stream(own)
                .flatMapToInt(Arrays::stream)
                .sorted()
                .distinct()
                .toArray();
        return new EntityLabels(
                Arrays.stream(present).mapToObj(labels.classNames()::get).toList(),
                Arrays.stream(own)
                        .map(each -> Arrays.stream(each)
                                .map(k -> Arrays.binarySearch(present, k))
                                .toArray())
                        .toArray(int[][]::new));
    }

    int count() {
        return names.size();
    }

    /** Returns how many examples have no entity. */
    long without() {
        return Arrays.stream(entities).filter(own -> own.length == 0).count();
    }

    /**
     * Returns an entity of each example of a batch (B). Of several, one is drawn.
     *
     * @param rows positions of the examples among the training examples in use
     */
    int[] draw(int[] rows, long key) {
        return IntStream.range(0, rows.length)
                .map(i -> {
                    int[] own = entities[rows[i]];
                    return own.length == 1
                            ? own[0]
                            : own[CounterRandom.of(key, BatchStreams.ENTITY, i).nextInt(own.length)];
                })
                .toArray();
    }

    /** Writes a table of the entities in the order of their centers. */
    void write(Path file) throws IOException {
        int[] examples = new int[count()];
        Arrays.stream(entities).flatMapToInt(Arrays::stream).forEach(e -> examples[e]++);
        TableFile.write(
                file,
                List.of("center", "label", "examples"),
                IntStream.range(0, count())
                        .mapToObj(e -> List.<Object>of(e, names.get(e), examples[e]))
                        .toList());
    }
}
