package io.winnow.trainer.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A parsed YAML document. Each node knows where it was written. Immutable. */
sealed interface Tree {
    /** The key that selects the record of a section. */
    String KIND = "kind";

    Origin origin();

    /** Describes this node for error messages. */
    String describe();

    /** Returns this node with all nodes below it marked as {@link Origin#carried carried} over from another kind. */
    Tree carry();

    /**
     * A scalar value.
     *
     * @param text the value as written, without quotes
     */
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

    /** A section, with its keys in the order in which they are written. The origin of each value is the place of its key. */
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

        /** The keys that have a value other than null. */
        private Set<String> present() {
            return entries.entrySet().stream()
                    .filter(each -> !(each.getValue() instanceof Scalar scalar && scalar.isNull()))
                    .map(Map.Entry::getKey)
                    .collect(Collectors.toSet());
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
     * Merges {@code over} into {@code base}. Mappings are merged key by key; any other value of {@code base} is replaced. If {@code over}
     * selects another kind, the values of {@code base} are kept only if the new kind has their keys.
     */
    static Tree merge(Tree base, Tree over) {
        if (!(base instanceof Mapping below && over instanceof Mapping above)) {
            return over;
        }
        // A span in another unit replaces the first. One whose units are all null only takes units away.
        if (Span.isWritten(below.entries().keySet()) && Span.isWritten(above.present())) {
            return over;
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
     * Sets the node at {@code path}, merging it with the present one as {@link #merge} does. Creates mappings on the path that do not exist.
     *
     * @param path keys of mappings and indices of lists
     * @throws IllegalArgumentException if the path leads into a scalar or past the end of a list
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
                throw new IllegalArgumentException("'" + head + "' is not an index of this list of "
                        + list.items().size() + " items; indices start at 0");
            }
            List<Tree> items = new ArrayList<>(list.items());
            items.set(index, set(items.get(index), rest, value));
            return new Sequence(list.origin(), items);
        }
        if (tree instanceof Scalar scalar && !scalar.isNull()) {
            throw new IllegalArgumentException("'" + head + "' cannot be set inside " + scalar.describe()
                    + ", which is a single value, not a section");
        }
        Mapping empty = new Mapping(value.origin(), Map.of());
        Tree child = tree instanceof Mapping mapping && mapping.entries().containsKey(head)
                ? mapping.entries().get(head)
                : rest.isEmpty() ? value : empty;
        // Merged as a section, so that if the key is a new kind, the other keys of the section are marked as carried
        // over.
        Mapping change = empty.with(head, set(child, rest, value));
        return tree instanceof Mapping ? merge(tree, change) : change;
    }

    private static boolean sameText(Tree a, Tree b) {
        return a instanceof Scalar x && b instanceof Scalar y && x.text().equals(y.text());
    }
}
