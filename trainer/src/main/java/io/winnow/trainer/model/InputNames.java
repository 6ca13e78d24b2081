package io.winnow.trainer.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The names of inputs in the keys of results. The keys of a single input have no prefix. If there are several inputs, each key begins with
 * its input as the user wrote it, so that files of the same name in two folders have different keys. The second occurrence of an input is
 * named {@code input#2}.
 */
public final class InputNames {
    private final List<String> names = new ArrayList<>();

    public InputNames(List<String> inputs) {
        Map<String, Integer> seen = new HashMap<>();
        for (String input : inputs) {
            String name = input.length() > 1 && input.endsWith("/") ? input.substring(0, input.length() - 1) : input;
            int count = seen.merge(name, 1, Integer::sum);
            names.add(count == 1 ? name : name + "#" + count);
        }
    }

    /** Returns the name of an input that is a single item; {@code input} is its index. */
    public String name(int input) {
        return names.get(input);
    }

    /** Returns the prefix of the keys of an input that holds several items; empty if there is only one input. */
    public String prefix(int input) {
        return names.size() == 1 ? "" : names.get(input) + "/";
    }
}
