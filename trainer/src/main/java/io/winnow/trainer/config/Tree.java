package io.winnow.trainer.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A YAML document whose every node knows where it was written. Immutable. */
sealed interface Tree {
    /** The key that chooses a section's record. */
    String KIND = "kind";

    Origin origin();

    /** What errors call this node. */
    String describe();

    /** This node and all below it as left over from another kind. */
    Tree carry();

    /** A value without parts; {@code text} as written, without quotes. */
    record Scalar(Origin origin, Type type, String text) implements Tree {
        enum Type {
            NULL,
            BOOLEAN,
            INTEGER,
            FLOAT,
            STRING
        }

        boolean isNull() {
            return type == Type.NULL;
        }

        @Override
        public String describe() {
            return type == Type.STRING ? "'" + text + "'" : isNull() ? "nothing" : text;
        }

        @Override
        public Tree carry() {
            return new Scalar(origin.carry(), type, text);
        }
    }

    /** A list. */
    record Sequence(Origin origin, List<Tree> items) implements Tree {
        /** Copies the items. */
        public Sequence {
            items = List.copyOf(items);
        }

        @Override
        public String describe() {
            return "a list";
        }

        @Override
        public Tree carry() {
            return new Sequence(origin.carry(), items.stream().map(Tree::carry).toList());
        }
    }

    /** A section: keys in the order written. The origin of an entry's value is that of its key. */
    record Mapping(Origin origin, Map<String, Tree> entries) implements Tree {
        /** Copies the entries. */
        public Mapping {
            entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
        }

        @Override
        public String describe() {
            return "a mapping";
        }

        @Override
        public Tree carry() {
            Map<String, Tree> carried = new LinkedHashMap<>();
            entries.forEach((key, value) -> carried.put(key, value.carry()));
            return new Mapping(origin.carry(), carried);
        }

        Mapping with(String key, Tree value) {
            Map<String, Tree> changed = new LinkedHashMap<>(entries);
            changed.put(key, value);
            return new Mapping(origin, changed);
        }

        Mapping without(String key) {
            Map<String, Tree> changed = new LinkedHashMap<>(entries);
            changed.remove(key);
            return new Mapping(origin, changed);
        }
    }

    /**
     * Lays {@code over} on {@code base}: mappings are merged key by key, anything else is replaced. Where {@code over} chooses another
     * kind, what {@code base} says is kept only as far as it fits.
     */
    static Tree merge(Tree base, Tree over) {
        if (!(base instanceof Mapping below && over instanceof Mapping above)) {
            return over;
        }
        if (Span.isWritten(below.entries().keySet())
                && Span.isWritten(above.entries().keySet())) {
            return over; // one unit replaces another
        }
        boolean replacesKind = above.entries().containsKey(KIND)
                && below.entries().containsKey(KIND)
                && !sameText(above.entries().get(KIND), below.entries().get(KIND));
        Map<String, Tree> merged = new LinkedHashMap<>();
        below.entries().forEach((key, value) -> merged.put(key, replacesKind ? value.carry() : value));
        above.entries().forEach((key, value) -> merged.merge(key, value, Tree::merge));
        return new Mapping(above.origin(), merged);
    }

    /**
     * Replaces the node at {@code path}, merging as {@link #merge} does; missing mappings on the way are made.
     *
     * @param path keys, and indices within lists
     * @throws IllegalArgumentException when the path leads through something that has no such part
     */
    static Tree set(Tree tree, List<String> path, Tree value) {
        if (path.isEmpty()) {
            return merge(tree, value);
        }
        String head = path.get(0);
        List<String> rest = path.subList(1, path.size());
        if (tree instanceof Sequence list) {
            int index = head.matches("\\d{1,9}") ? Integer.parseInt(head) : -1;
            if (index < 0 || index >= list.items().size()) {
                throw new IllegalArgumentException("'" + head + "' is no index of a list of "
                        + list.items().size() + "; indices count from 0");
            }
            List<Tree> items = new ArrayList<>(list.items());
            items.set(index, set(items.get(index), rest, value));
            return new Sequence(list.origin(), items);
        }
        if (tree instanceof Scalar scalar && !scalar.isNull()) {
            throw new IllegalArgumentException(
                    "'" + head + "' cannot be set within " + scalar.describe() + ", which is no section");
        }
        Mapping empty = new Mapping(value.origin(), Map.of());
        Tree child = tree instanceof Mapping mapping && mapping.entries().containsKey(head)
                ? mapping.entries().get(head)
                : rest.isEmpty() ? value : empty;
        // Laid over as a section, so that a new kind releases the keys beside it.
        Mapping change = empty.with(head, set(child, rest, value));
        return tree instanceof Mapping ? merge(tree, change) : change;
    }

    private static boolean sameText(Tree a, Tree b) {
        return a instanceof Scalar x && b instanceof Scalar y && x.text().equals(y.text());
    }
}
