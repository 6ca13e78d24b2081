package io.winnow.trainer.entity;

import io.winnow.trainer.pool.Pool;
import io.winnow.trainer.run.TableFile;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The entities that the texts of a pool name. */
public final class PoolEntities {
    /** What separates entities in the column {@code all}. */
    static final String SEPARATOR = "|";

    private final Pool pool;
    private final EntityNames names;
    private final List<List<NameFinder.Found>> found;
    private final Optional<EntityVectors> vectors;
    private final int[][] candidates;
    private final EntityAssignment assignment;

    private PoolEntities(
            Pool pool,
            EntityNames names,
            List<List<NameFinder.Found>> found,
            Optional<EntityVectors> vectors,
            int[][] candidates,
            EntityAssignment assignment) {
        this.pool = pool;
        this.names = names;
        this.found = found;
        this.vectors = vectors;
        this.candidates = candidates;
        this.assignment = assignment;
    }

    /**
     * Finds the entities of a pool. An ambiguous name only means entities with which the image can be compared.
     *
     * @param images vectors of the images (N, D), of which some may be null, by which entities are judged; empty to take all that texts name
     *     without ambiguity
     * @param threshold least cosine of an image with an entity
     * @param least least number of images of an entity
     * @throws UserException if no text names an entity
     */
    public static PoolEntities of(
            Pool pool, EntityNames names, Optional<float[][]> images, double threshold, int least) {
        NameFinder finder = new NameFinder(names);
        List<List<NameFinder.Found>> found = pool.captions().stream()
                .map(each -> each.map(finder::find).orElse(List.of()))
                .toList();
        if (found.stream().allMatch(List::isEmpty)) {
            throw new UserException("No text of the " + pool.unit() + " of " + pool.name()
                    + " names an entity. "
                    + (pool.captions().stream().allMatch(Optional::isEmpty)
                            ? "They have no texts; name a file of captions with --captions."
                            : "Write the names as the texts have them, and further ones as aliases. The first text is '"
                                    + pool.captions().stream()
                                            .flatMap(Optional::stream)
                                            .findFirst()
                                            .orElse("")
                                    + "'."));
        }
        int count = names.entities().size();
        Optional<EntityVectors> vectors = images.map(each -> EntityVectors.of(each, found, count));
        EntityAssignment.Cosines cosines = (image, entity) ->
                vectors.map(each -> each.cosine(image, entity)).orElse(Double.NaN);
        int[][] candidates = IntStream.range(0, found.size())
                .mapToObj(image -> found.get(image).stream()
                        .flatMapToInt(name -> Arrays.stream(name.entities())
                                .filter(entity ->
                                        name.entities().length == 1 || !Double.isNaN(cosines.of(image, entity))))
                        .toArray())
                .toArray(int[][]::new);
        return new PoolEntities(
                pool,
                names,
                found,
                vectors,
                candidates,
                EntityAssignment.of(candidates, count, cosines, threshold, least));
    }

    /**
     * Writes a table with a row for each example that has an entity, which can be used as a label file.
     *
     * @param file .csv or .jsonl
     */
    public void write(Path file) throws IOException {
        List<String> labels = names.labels();
        List<List<Object>> rows = new ArrayList<>();
        for (int i = 0; i < pool.size(); i++) {
            int[] own = assignment.labels().get(i);
            if (own.length > 0) {
                int image = i;
                double cosine = vectors.map(each -> each.cosine(image, own[0])).orElse(Double.NaN);
                rows.add(List.of(
                        pool.keys().get(i),
                        labels.get(own[0]),
                        names.entities().get(own[0]).id(),
                        nameOf(i, own[0]),
                        Double.isNaN(cosine) ? "" : cosine,
                        Arrays.stream(own).mapToObj(labels::get).collect(Collectors.joining(SEPARATOR))));
            }
        }
        TableFile.write(file, List.of("key", "label", "entity", "found", "cosine", "all"), rows);
    }

    private String nameOf(int image, int entity) {
        return found.get(image).stream()
                .filter(name -> Arrays.stream(name.entities()).anyMatch(each -> each == entity))
                .findFirst()
                .orElseThrow()
                .name();
    }

    /**
     * Returns the numbers of what was found, by name, in the order in which a person reads them. Each example is labelled or is counted in one of
     * the numbers before.
     */
    public Map<String, Long> counts() {
        Map<String, Long> counts = new LinkedHashMap<>();
        counts.put("examples", (long) pool.size());
        counts.put("without_entity_in_text", count(i -> found.get(i).isEmpty()));
        counts.put("only_undecided_names", count(i -> !found.get(i).isEmpty() && candidates[i].length == 0));
        counts.put(
                "below_threshold",
                count(i ->
                        candidates[i].length > 0 && assignment.beforeCounting().get(i).length == 0));
        counts.put(
                "only_rare_entities",
                count(i -> assignment.beforeCounting().get(i).length > 0
                        && assignment.labels().get(i).length == 0));
        counts.put("labelled", count(i -> assignment.labels().get(i).length > 0));
        counts.put(
                "entities",
                assignment.labels().stream()
                        .flatMapToInt(Arrays::stream)
                        .distinct()
                        .count());
        return counts;
    }

    private long count(IntPredicate rule) {
        return IntStream.range(0, pool.size()).filter(rule).count();
    }

    /** Returns the labels of the entities with most examples, and their numbers of examples. */
    public Map<String, Integer> largest(int most) {
        List<String> labels = names.labels();
        int[] counts = new int[labels.size()];
        assignment.labels().forEach(own -> Arrays.stream(own).forEach(e -> counts[e]++));
        Map<String, Integer> largest = new LinkedHashMap<>();
        IntStream.range(0, counts.length)
                .filter(e -> counts[e] > 0)
                .boxed()
                .sorted(Comparator.comparingInt((Integer e) -> -counts[e]))
                .limit(most)
                .forEach(e -> largest.put(labels.get(e), counts[e]));
        return largest;
    }

    /** Returns the ambiguous names in the texts: how many texts have each, and which of its entities they got. */
    public Map<String, Map<String, Integer>> ambiguous() {
        List<String> labels = names.labels();
        Map<String, Map<String, Integer>> split = new TreeMap<>();
        for (int i = 0; i < found.size(); i++) {
            int[] own = assignment.labels().get(i);
            for (NameFinder.Found name : found.get(i)) {
                if (name.entities().length > 1) {
                    Map<String, Integer> counts = split.computeIfAbsent(name.name(), each -> {
                        Map<String, Integer> all = new LinkedHashMap<>();
                        Arrays.stream(name.entities()).forEach(e -> all.put(labels.get(e), 0));
                        return all;
                    });
                    Arrays.stream(own)
                            .filter(e -> Arrays.stream(name.entities()).anyMatch(each -> each == e))
                            .limit(1)
                            .forEach(e -> counts.merge(labels.get(e), 1, Integer::sum));
                }
            }
        }
        return split;
    }
}
