package io.winnow.trainer.export.graph;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * A forward pass.
 *
 * @param inputs whose first axis is usually the batch
 * @param nodes in an order in which they can run
 * @param outputs inputs, tensors or outputs of nodes
 * @param tensors that nodes use, by the name of their value
 */
public record Graph(List<Value> inputs, List<Node> nodes, List<Value> outputs, Map<String, Tensor> tensors) {
    /** The keys of all operators, in order of their first use. */
    public Set<String> operators() {
        Set<String> keys = new LinkedHashSet<>();
        nodes.forEach(node -> keys.add(node.operator().key()));
        return keys;
    }

    /**
     * Checks that a format can say all of it, before anything is written.
     *
     * @throws TraceException that lists every operator that it cannot say, and where each is called
     */
    public void require(String format, Predicate<String> known) {
        Set<String> missing = new TreeSet<>();
        for (Node node : nodes) {
            if (!known.test(node.operator().key())) {
                missing.add(node.operator().key() + " (" + node.origin() + ")");
            }
        }
        if (!missing.isEmpty()) {
            throw new TraceException(format + " has no translation of: " + String.join(", ", missing) + ".");
        }
    }
}
