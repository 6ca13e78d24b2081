package io.winnow.models.pretrained;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What surrounds the names of parameters in published checkpoints: dictionaries and prefixes. See pretrained.md, section 1. */
final class TensorNames {
    /** Dictionaries that contain a model's parameters, the most specific name first. */
    private static final List<String> WRAPPERS = List.of("state_dict", "model_state_dict", "model", "teacher");

    /** Written by data-parallel training, torch.compile, Lightning, and training code that puts a head on an encoder. */
    private static final List<String> PREFIXES = List.of("module.", "_orig_mod.", "model.", "backbone.");

    private TensorNames() {}

    /** The dictionary that contains the parameters, or an empty text if there is none. */
    static String wrapper(Collection<String> dictionaries) {
        return WRAPPERS.stream().filter(dictionaries::contains).findFirst().orElse("");
    }

    /** Removes all prefixes, until no name begins with one. A prefix stays if two names would become equal without it. */
    static <T> Map<String, T> withoutPrefixes(Map<String, T> named, List<String> ownPrefixes) {
        List<String> prefixes = new ArrayList<>(PREFIXES);
        prefixes.addAll(ownPrefixes);
        Map<String, T> current = named;
        boolean changed = true;
        while (changed) {
            changed = false;
            for (String prefix : prefixes) {
                Map<String, T> shorter = withoutPrefix(current, prefix);
                changed |= !shorter.keySet().equals(current.keySet());
                current = shorter;
            }
        }
        return current;
    }

    private static <T> Map<String, T> withoutPrefix(Map<String, T> named, String prefix) {
        Map<String, T> shorter = new LinkedHashMap<>();
        named.forEach((name, value) -> {
            boolean shorten = name.startsWith(prefix) && name.length() > prefix.length();
            shorter.put(shorten ? name.substring(prefix.length()) : name, value);
        });
        return shorter.size() == named.size() ? shorter : named;
    }
}
