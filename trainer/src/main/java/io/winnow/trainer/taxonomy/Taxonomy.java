package io.winnow.trainer.taxonomy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Labels, each with a name and a description. */
public record Taxonomy(List<Category> categories) {
    /** The label of texts that fit none of the others. */
    public static final Category OTHER = new Category("other", "Texts that fit none of the other labels.");

    public Taxonomy {
        categories = List.copyOf(categories);
    }

    /** A label. */
    public record Category(String name, String description) {
        /** Returns the label as it is written into files: words in small letters, joined by underscores. */
        public String label() {
            return name.toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{N}]+", "_")
                    .replaceAll("^_|_$", "");
        }
    }

    /**
     * Reads labels from an answer.
     *
     * @param most largest number of labels
     * @throws IllegalArgumentException if the answer does not hold usable labels; the message says why
     */
    static Taxonomy of(JsonNode answer, int most) {
        JsonNode listed = answer.path("labels");
        if (!listed.isArray()) {
            throw new IllegalArgumentException("the key labels must hold a list");
        }
        List<Category> categories = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (JsonNode each : listed) {
            Category category = new Category(
                    each.path("name").asText("").strip(),
                    each.path("description").asText("").strip());
            if (category.label().isEmpty() || category.description().isEmpty()) {
                throw new IllegalArgumentException("each label must have a name and a description; found " + each);
            }
            if (category.label().equals(OTHER.label())) {
                continue; // it is added at the end in any case
            }
            if (!seen.add(category.label())) {
                throw new IllegalArgumentException("the label '" + category.name() + "' occurs twice");
            }
            categories.add(category);
        }
        if (categories.size() < 2 || categories.size() > most) {
            throw new IllegalArgumentException(
                    "there must be from 2 to " + most + " labels; found " + categories.size());
        }
        return new Taxonomy(categories);
    }

    /** Returns the labels as lines, such as {@code - card arrival: when the card comes}. */
    String lines() {
        return categories.stream()
                .map(each -> "- " + each.name() + ": " + each.description())
                .collect(Collectors.joining("\n"));
    }

    /** What changed from one version to the next. */
    public record Changes(List<String> added, List<String> removed, List<String> reworded) {
        public boolean none() {
            return added.isEmpty() && removed.isEmpty() && reworded.isEmpty();
        }
    }

    /** Returns what is different in a later version. */
    public Changes to(Taxonomy later) {
        Map<String, Category> before = byLabel();
        Map<String, Category> after = later.byLabel();
        return new Changes(
                after.keySet().stream()
                        .filter(label -> !before.containsKey(label))
                        .toList(),
                before.keySet().stream()
                        .filter(label -> !after.containsKey(label))
                        .toList(),
                after.keySet().stream()
                        .filter(label ->
                                before.containsKey(label) && !before.get(label).equals(after.get(label)))
                        .toList());
    }

    private Map<String, Category> byLabel() {
        Map<String, Category> all = new LinkedHashMap<>();
        categories.forEach(each -> all.put(each.label(), each));
        return all;
    }
}
