package io.winnow.datasets.source;

import java.util.List;

/**
 * An entry of what is known from elsewhere, such as a glossary.
 *
 * @param forms words by which texts name the entry, as they were written; at least one
 * @param seen for each form, the number of training texts in which it occurs
 * @param text what is known
 * @param place file and line of the entry, for messages
 */
public record KnowledgeEntry(List<String> forms, List<Integer> seen, String text, String place) {
    public KnowledgeEntry {
        forms = List.copyOf(forms);
        seen = List.copyOf(seen);
    }
}
