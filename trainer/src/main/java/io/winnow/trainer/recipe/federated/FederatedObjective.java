package io.winnow.trainer.recipe.federated;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.models.torch.ParameterArena;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.recipe.supervised.ClassifierObjective;
import io.winnow.trainer.recipe.supervised.ClassifierOptions;
import io.winnow.trainer.run.UserException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The network of the server, which clients train, with the counts of pseudo-labels of all rounds and of the last one. */
final class FederatedObjective extends ClassifierObjective {
    /** The name of the counts in the state. */
    static final String COUNTS = "counts";

    private final NDArray counts;
    private final boolean counting;

    /** @param counting whether there are pseudo-labels */
    FederatedObjective(ClassifierOptions options, TaskData labelled, boolean counting, NDManager manager) {
        super(options, labelled, Map.of(), manager);
        this.counting = counting;
        if (!super.state().isEmpty()) {
            throw new UserException("recipe.classify.loss remembers examples of earlier steps, which clients do not."
                    + " Choose another loss.");
        }
        counts = parameters().values().getManager().zeros(new Shape(2 * PseudoLabelCounts.SIZE));
    }

    /** The counts of all rounds. */
    PseudoLabelCounts total() {
        return new PseudoLabelCounts(Arrays.copyOf(counts.toFloatArray(), PseudoLabelCounts.SIZE));
    }

    @Override
    public List<String> validationMetrics() {
        List<String> names = new ArrayList<>(super.validationMetrics());
        names.addAll(counting ? PseudoLabelCounts.names() : List.of());
        return names;
    }

    @Override
    public Map<String, Double> validate(ParameterArena weights) {
        Map<String, Double> metrics = new LinkedHashMap<>(super.validate(weights));
        metrics.putAll(new PseudoLabelCounts(
                        Arrays.copyOfRange(counts.toFloatArray(), PseudoLabelCounts.SIZE, 2 * PseudoLabelCounts.SIZE))
                .metrics());
        return metrics;
    }

    @Override
    public Map<String, NDArray> state() {
        return Map.of(COUNTS, counts);
    }

    @Override
    public Optional<Set<String>> averagedState() {
        return Optional.of(Set.of(COUNTS));
    }
}
