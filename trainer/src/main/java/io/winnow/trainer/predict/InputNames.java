package io.winnow.trainer.predict;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What inputs are called in the keys of results. The keys of a single input are its own; those of several inputs begin with the input as the
 * user gave it, so that files of the same name in two folders keep apart. An input that is given again is called {@code input#2}.
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

    /** The name of an input that is one thing, by its place. */
    public String name(int input) {
        return names.get(input);
    }

    /** What comes before the keys of an input that holds several things; empty for a single input. */
    public String prefix(int input) {
        return names.size() == 1 ? "" : names.get(input) + "/";
    }
}
