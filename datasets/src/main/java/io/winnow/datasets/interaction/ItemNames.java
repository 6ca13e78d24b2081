package io.winnow.datasets.interaction;

import io.winnow.datasets.DataException;
import io.winnow.datasets.Plural;
import io.winnow.datasets.file.FileRecord;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The names of items in a column of a file of pairs. Of several names of an item, the first is used. */
final class ItemNames {
    private final Optional<String> column;
    private final Map<String, String> first = new LinkedHashMap<>();
    private final Map<String, String> others = new LinkedHashMap<>();

    /** @param column column of the names; empty if the file has none */
    ItemNames(Optional<String> column) {
        this.column = column;
    }

    /** Takes the name of an item from a record. */
    void add(String item, FileRecord row) throws DataException {
        Optional<String> found = column.isPresent() ? row.findText(column.get()) : Optional.empty();
        found.map(text -> text.replaceAll("\\s+", " ")).ifPresent(name -> {
            if (!first.computeIfAbsent(item, key -> name).equals(name)) {
                others.putIfAbsent(item, name);
            }
        });
    }

    /** Returns the names of items: their ids where there are none. */
    List<String> of(Collection<String> items) {
        return items.stream().map(item -> first.getOrDefault(item, item)).toList();
    }

    /** Returns what is wrong with the names of these items, as sentences. */
    List<String> notes(Collection<String> items) {
        List<String> without = column.isEmpty()
                ? List.of()
                : items.stream().filter(item -> !first.containsKey(item)).toList();
        List<String> several = items.stream().filter(others::containsKey).toList();
        return List.of(
                        without.isEmpty()
                                ? ""
                                : Plural.of(without.size(), "item has", "items have") + " no name in the column "
                                        + column.get() + ", such as '" + without.get(0)
                                        + "'. Ids are shown instead.",
                        several.isEmpty()
                                ? ""
                                : "Warning: " + Plural.of(several.size(), "item has", "items have")
                                        + " several names in the column " + column.get() + ", such as '"
                                        + several.get(0) + "': '" + first.get(several.get(0)) + "' and '"
                                        + others.get(several.get(0)) + "'. The first is shown.")
                .stream()
                .filter(note -> !note.isEmpty())
                .toList();
    }
}
