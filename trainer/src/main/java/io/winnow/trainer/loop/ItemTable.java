package io.winnow.trainer.loop;

import io.winnow.datasets.EditDistance;
import io.winnow.datasets.fingerprint.Fingerprint;
import io.winnow.trainer.model.Preview;
import io.winnow.trainer.predict.Prediction;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.UserException;
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
    /** Rows by the fingerprint of the text; of equal texts, the first. */
    private final Map<String, Integer> texts = new HashMap<>();
    /** Rows by the last part of the path, or the name of the exported picture. */
    private final Map<String, List<Integer>> names = new HashMap<>();
    /** Rows of the ids that are numbers with leading zeros, by the number without them. */
    private final Map<String, List<Integer>> numbers = new HashMap<>();

    ItemTable(List<LoopItem> items) {
        this.items = List.copyOf(items);
        for (int row = 0; row < items.size(); row++) {
            LoopItem item = items.get(row);
            if (!item.id().strip().equals(item.id())) {
                throw new UserException("The item '" + item.id()
                        + "' has a blank at the beginning or the end of its name, which the files"
                        + " of labelling tools do not keep. Rename it.");
            }
            if (rows.put(item.id(), row) != null) {
                throw new IllegalArgumentException("Two items have the id " + item.id() + ".");
            }
            int own = row;
            if (item.id().matches("0\\d+")) {
                numbers.computeIfAbsent(item.id().replaceFirst("^0+(?=.)", ""), number -> new ArrayList<>())
                        .add(own);
            }
            item.file().ifPresent(file -> files.put(file, own));
            item.text().ifPresent(text -> texts.putIfAbsent(item.fingerprint(), own));
            if (item.text().isEmpty()) {
                names.computeIfAbsent(name(path(own)), name -> new ArrayList<>())
                        .add(own);
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
     * Returns the row of the item that a tool means: by its id or the path of its file; or otherwise by the end of the path, or by the number
     * that a spreadsheet makes of an id such as {@code 0042}, if only one item has it. A key with folders must agree with the item in all
     * folders that both name. For a copy, it is the row of its original.
     */
    public OptionalInt find(String key) {
        Integer row = rows.getOrDefault(key, files.get(key));
        if (row == null) {
            List<Integer> found = names.getOrDefault(name(key), List.of()).stream()
                    .filter(each -> means(key, each))
                    .toList();
            if (found.isEmpty()) {
                found = numbers.getOrDefault(key, List.of());
            }
            if (found.size() != 1) {
                return OptionalInt.empty();
            }
            row = found.get(0);
        }
        Optional<String> original = items.get(row).copyOf();
        return OptionalInt.of(original.isPresent() ? rows.get(original.get()) : row);
    }

    /**
     * Returns the row of the item that an example of a run is: the one with the same text, or, for images, with the same name.
     *
     * @param key key of the example in the run
     * @param shown makes what is shown of the example, which is only needed for texts
     */
    public OptionalInt match(String key, Prediction.Shown shown) throws IOException {
        if (texts.isEmpty() || !(shown.make() instanceof Preview.Excerpt excerpt)) {
            return find(key);
        }
        Integer row = texts.get(new Fingerprint().add(excerpt.text()).hex());
        return row == null ? OptionalInt.empty() : OptionalInt.of(row);
    }

    /** Returns whether the shorter one of two paths is the end of the other, in whole parts; an id without folders says too little for that. */
    private boolean means(String key, int row) {
        String id = items.get(row).id();
        return endsAlike(key, path(row)) || (!name(id).equals(id) && endsAlike(key, id));
    }

    private static boolean endsAlike(String a, String b) {
        String first = "/" + a.replace('\\', '/');
        String second = "/" + b.replace('\\', '/');
        return first.endsWith(second) || second.endsWith(first);
    }

    /** Returns the path of an item's file, or else of the picture that is written of it. */
    private String path(int row) {
        return items.get(row).file().orElseGet(() -> RoundFiles.IMAGES + "/" + pictureName(row));
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
