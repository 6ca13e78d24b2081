package io.winnow.trainer.compiled;

import io.winnow.trainer.export.graph.Graph;
import io.winnow.trainer.export.graph.Length;
import io.winnow.trainer.export.graph.Node;
import io.winnow.trainer.export.graph.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The segments of a graph for activation checkpointing. A graph of n nodes is cut into about sqrt(n) segments of about sqrt(n) nodes each,
 * which minimizes the sum of what is kept between segments and what one segment needs (Chen et al. 2016, arXiv 1604.06174, section 4.1).
 * Cuts are placed where the fewest values are alive. In a network of blocks, this is between blocks or between their branches.
 */
final class Segments {
    private final Graph graph;
    /** Index of the last node that uses a value, by the name of the value. For the output it is the number of nodes. */
    private final Map<String, Integer> lastUse = new LinkedHashMap<>();

    /** Index of the node that computes a value, by the name of the value; -1 for an input of the graph. */
    private final Map<String, Integer> made = new LinkedHashMap<>();

    /**
     * A sequence of consecutive nodes.
     *
     * @param inputs inputs of the graph and results of earlier segments that this segment uses
     * @param outputs results of this segment that are used after it
     */
    record Segment(List<Node> nodes, List<Value> inputs, List<Value> outputs) {}

    private Segments(Graph graph) {
        this.graph = graph;
        graph.inputs().forEach(input -> made.put(input.name(), -1));
        for (int i = 0; i < graph.nodes().size(); i++) {
            int number = i;
            Node node = graph.nodes().get(i);
            node.arguments().forEach(argument -> values(argument, value -> lastUse.put(value.name(), number)));
            node.outputs().forEach(value -> made.put(value.name(), number));
        }
        graph.outputs().forEach(value -> lastUse.put(value.name(), graph.nodes().size()));
    }

    /** Returns the segments of a graph, in order. */
    static List<Segment> of(Graph graph) {
        Segments segments = new Segments(graph);
        int length = (int) Math.ceil(Math.sqrt(graph.nodes().size()));
        List<Segment> all = new ArrayList<>();
        int begin = 0;
        while (begin < graph.nodes().size()) {
            int end = segments.cut(begin, length);
            all.add(segments.segment(begin, end));
            begin = end;
        }
        return all;
    }

    /** Returns the best place to cut, between 0.5 and 1.5 times {@code length} nodes after {@code begin}. */
    private int cut(int begin, int length) {
        int size = graph.nodes().size();
        if (begin + length + length / 2 >= size) {
            return size;
        }
        int best = begin + length;
        for (int end = begin + Math.max(1, length / 2); end <= begin + length + length / 2; end++) {
            if (alive(end) < alive(best)) {
                best = end;
            }
        }
        return best;
    }

    /** Returns the number of values that are computed before a node and used by it or by a later one. */
    private long alive(int node) {
        return made.entrySet().stream()
                .filter(value -> value.getValue() < node && lastUse.getOrDefault(value.getKey(), -1) >= node)
                .count();
    }

    private Segment segment(int begin, int end) {
        List<Node> nodes = graph.nodes().subList(begin, end);
        Map<String, Value> inputs = new LinkedHashMap<>();
        Map<String, Value> outputs = new LinkedHashMap<>();
        for (Node node : nodes) {
            node.arguments()
                    .forEach(argument -> values(argument, value -> {
                        if (made.getOrDefault(value.name(), end) < begin) {
                            inputs.put(value.name(), value);
                        }
                    }));
            node.outputs().stream()
                    .filter(value -> lastUse.getOrDefault(value.name(), -1) >= end)
                    .forEach(value -> outputs.put(value.name(), value));
        }
        return new Segment(nodes, List.copyOf(inputs.values()), List.copyOf(outputs.values()));
    }

    private static void values(Object argument, Consumer<Value> each) {
        if (argument instanceof Value value) {
            each.accept(value);
        } else if (argument instanceof Length length) {
            each.accept(length.input());
        } else if (argument instanceof List<?> many) {
            many.forEach(part -> values(part, each));
        }
    }
}
