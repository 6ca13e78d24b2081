package io.winnow.models.pretrained;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A list, a tuple or a dictionary of Python. */
abstract sealed class PickleContainer {
    private int depth = 1;

    /** The number of containers inside each other, this one included. Values added later to a value inside do not count. */
    int depth() {
        return depth;
    }

    void contains(Object value) {
        if (value instanceof PickleContainer container) {
            depth = Math.max(depth, container.depth + 1);
        }
    }

    static final class Sequence extends PickleContainer {
        private final List<Object> items = new ArrayList<>();

        List<Object> items() {
            return items;
        }

        void add(Object item) {
            contains(item);
            items.add(item);
        }
    }

    /** A dictionary, whose keys are kept as text. */
    static final class Dictionary extends PickleContainer {
        private final Map<String, Object> entries = new LinkedHashMap<>();

        Map<String, Object> entries() {
            return entries;
        }

        /** Adds an entry, unless there is one with this key: then the result is false. */
        boolean add(String key, Object value) {
            contains(value);
            return entries.putIfAbsent(key, value) == null;
        }
    }
}
