package io.winnow.trainer.export.graph;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The graph of a forward pass.
 *
 * @param inputs the inputs, whose first axis is usually the batch
 * @param nodes the nodes, in an order in which they can run
 * @param outputs the outputs, each of which is an output of a node, an input or a tensor
 * @param tensors the tensors that nodes use, by the name of their value
 */
public record Graph(List<Value> inputs, List<Node> nodes, List<Value> outputs, Map<String, Tensor> tensors) {
    /** Returns the keys of all operators, in the order of their first use. */
    public Set<String> operators() {
        Set<String> keys = new LinkedHashSet<>();
        nodes.forEach(node -> keys.add(node.operator().key()));
        return keys;
    }

    /**
     * Checks that a format supports all operators of this graph. To be called before anything is written.
     *
     * @param format name of the format, for the message
     * @param known whether the format supports an operator, given its key
     * @throws TraceException if the format does not support some operators; the message lists them, and where each is called
     */
    public void require(String format, Predicate<String> known) {
        Set<String> missing = new TreeSet<>();
        for (Node node : nodes) {
            if (!known.test(node.operator().key())) {
                missing.add(node.operator().key() + " (" + node.origin() + ")");
            }
        }
        if (!missing.isEmpty()) {
            throw new TraceException("The export to " + format + " does not support these operators: "
                    + String.join(", ", missing) + ". Use another format, or other operators in the network.");
        }
    }
}
