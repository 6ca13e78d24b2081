package io.winnow.trainer.recipe.discover;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.random.EvenSpacing;
import io.winnow.trainer.cluster.PrincipalPlane;
import io.winnow.trainer.modality.RelabelledData;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.recipe.Exhibit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A map of the training examples of discover by their vectors, coloured by the classes that were found and those that were given. */
final class DiscoveryMap {
    private static final int POINTS = 2000;
    private static final int FEWEST = 3;

    private DiscoveryMap() {}

    /**
     * Makes the map.
     *
     * @param vectors vectors of the training examples in use (N, D)
     * @param found the class that was found for each example, by its key
     * @param given the label of each example that the training saw, by its key
     * @return empty if the data are not those of the vectors any more, or if there is nothing to show
     */
    static Optional<Exhibit> of(
            TaskData data, NDArray vectors, Map<String, String> found, Map<String, String> given, NDManager manager) {
        TaskData all = RelabelledData.withUnlabelled(data);
        int[] used = all.trainExamples();
        if (vectors.getShape().get(0) != used.length
                || used.length < FEWEST
                || vectors.getShape().get(1) < 2) {
            return Optional.empty();
        }
        int[] rows = EvenSpacing.of(used.length, POINTS);
        int[] examples = Arrays.stream(rows).map(row -> used[row]).toArray();
        PrincipalPlane plane;
        try (NDManager scope = manager.newSubManager()) {
            NDArray shown = vectors.get(scope.create(rows));
            shown.attach(scope);
            plane = PrincipalPlane.of(shown);
        }
        ClassLabels labels = (ClassLabels) all.trainLabels();
        List<String> known = Arrays.stream(rows)
                .map(row -> labels.classes()[row])
                .mapToObj(label ->
                        label == KnownPart.NONE ? "" : labels.classNames().get(label))
                .toList();
        List<String> seen = byKey(given, data, examples);
        List<Exhibit.Colouring> colourings = new ArrayList<>(List.of(
                new Exhibit.Colouring("class that was found", byKey(found, data, examples)),
                new Exhibit.Colouring("given label", seen)));
        if (!known.equals(seen)) {
            colourings.add(new Exhibit.Colouring("label that was hidden or given", known));
        }
        return Optional.of(new Exhibit.Plane(
                "Map of the training data",
                "Each point is a training example"
                        + (rows.length < used.length
                                ? String.format(
                                        Locale.ROOT, ", one of %,d at even steps among %,d", rows.length, used.length)
                                : "")
                        + ". Its place is the projection of its vector onto the two leading principal components (PCA)."
                        + " Classes were found in all components, so two of them may lie upon each other here.",
                plane,
                examples,
                colourings));
    }

    /** Returns the text of each example; an empty one if there is none. */
    private static List<String> byKey(Map<String, String> texts, TaskData data, int[] examples) {
        return Arrays.stream(examples)
                .mapToObj(example -> texts.getOrDefault(data.train().key(example), ""))
                .toList();
    }
}
