package io.winnow.trainer.loop;

import io.winnow.datasets.EditDistance;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.Json;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** The items of a project, in the order of their vectors. */
public final class ItemTable {
    /** The number of ids among which the nearest to a misspelt one is sought. */
    private static final int MOST_NEAREST = 20_000;

    private final List<LoopItem> items;
    private final Map<String, Integer> rows = new HashMap<>();
    /** Rows by the path of the file. */
    private final Map<String, Integer> files = new HashMap<>();
    /** Rows by the last part of the path, or the name of the exported picture; -1 if several have it. */
    private final Map<String, Integer> names = new HashMap<>();

    ItemTable(List<LoopItem> items) {
        this.items = List.copyOf(items);
        for (int row = 0; row < items.size(); row++) {
            LoopItem item = items.get(row);
            if (rows.put(item.id(), row) != null) {
                throw new IllegalArgumentException("Two items have the id " + item.id() + ".");
            }
            int own = row;
            item.file().ifPresent(file -> files.put(file, own));
            if (item.text().isEmpty()) {
                names.merge(name(item.file().orElse(pictureName(own))), own, (a, b) -> -1);
            }
        }
    }

    static ItemTable read(Path file) throws IOException {
        List<LoopItem> items = new ArrayList<>();
        int number = 0;
        for (String line : Files.readAllLines(file)) {
            number++;
            try {
                items.add(Json.parse(line, LoopItem.class));
            } catch (IOException e) {
                throw new IOException(
                        file + ", line " + number + ", is damaged (" + e.getMessage()
                                + "). Restore the file from a copy.",
                        e);
            }
        }
        return new ItemTable(items);
    }

    void write(Path file) throws IOException {
        AtomicFiles.write(file, temporary -> {
            try (BufferedWriter writer = Files.newBufferedWriter(temporary)) {
                for (LoopItem item : items) {
                    writer.write(Json.line(item));
                    writer.newLine();
                }
            }
        });
    }

    public int size() {
        return items.size();
    }

    public LoopItem get(int row) {
        return items.get(row);
    }

    /** Returns the row of an id. */
    public int row(String id) {
        return rows.get(id);
    }

    /** Returns the rows of the items that are not copies of others, ascending. */
    public int[] originals() {
        return IntStream.range(0, size())
                .filter(row -> items.get(row).copyOf().isEmpty())
                .toArray();
    }

    /**
     * Returns the row of the item that a tool means: by its id, or otherwise by the name of its file, if only one item has it. For a copy, it
     * is the row of its original.
     */
    public OptionalInt find(String key) {
        Integer row = rows.getOrDefault(key, files.get(key));
        if (row == null) {
            row = names.getOrDefault(name(key), -1);
        }
        if (row < 0) {
            return OptionalInt.empty();
        }
        Optional<String> original = items.get(row).copyOf();
        return OptionalInt.of(original.isPresent() ? rows.get(original.get()) : row);
    }

    /** Returns the name of the file to which the picture of an item is written that has no file of its own. */
    String pictureName(int row) {
        String id = items.get(row).id();
        String plain = id.replaceAll("[^A-Za-z0-9._-]", "_");
        return plain + (plain.equals(id) ? "" : "-" + row) + ".png";
    }

    /** Returns the id that is nearest to a key that no item has. */
    Optional<String> nearest(String key) {
        return EditDistance.nearest(
                key, items.stream().limit(MOST_NEAREST).map(LoopItem::id).toList());
    }

    private static String name(String path) {
        return path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
    }
}
