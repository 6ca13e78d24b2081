package io.winnow.datasets.interaction;

import io.winnow.datasets.DataException;
import io.winnow.datasets.Plural;
import io.winnow.datasets.file.FileRecord;
import io.winnow.datasets.file.RecordFile;
import io.winnow.datasets.file.RecordOptions;
import io.winnow.datasets.file.TextCharset;
import io.winnow.datasets.fingerprint.Fingerprint;
import io.winnow.datasets.interaction.InteractionSplit.Choice;
import io.winnow.datasets.label.ClassNames;
import io.winnow.datasets.source.Condition;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * How a file of interactions is read: CSV, TSV or JSON lines with a pair of a user and an item per record.
 *
 * @param user column of the user
 * @param item column of the item
 * @param itemName column of the name that people know the item by; empty if there is none
 * @param keep the records that are used; empty for all
 * @param perUser users with fewer items are left out
 * @param perItem items with fewer users are left out
 */
public record InteractionFile(
        String user,
        String item,
        Optional<String> itemName,
        Optional<Condition> keep,
        int perUser,
        int perItem,
        InteractionSplit split) {
    private static final double MANY_DUPLICATES = 0.05;
    private static final Map<String, Integer> PARTS =
            Map.of("train", 0, "training", 0, "validation", 1, "val", 1, "valid", 1, "dev", 1, "test", 2);

    /**
     * Reads a file.
     *
     * @param charset character set of the file
     * @throws DataException if it contains mistakes; the message names the file and the line
     */
    public Interactions read(Path file, TextCharset charset) throws IOException {
        RecordFile records = RecordFile.read(file, RecordOptions.of("file of interactions", charset));
        List<String> notes = new ArrayList<>();
        ItemNames names = new ItemNames(
                itemName.isPresent()
                        ? Optional.of(records.column(itemName.get(), "recipe.data.item_name"))
                        : Optional.empty());
        Optional<ChoiceTimes> times = split instanceof InteractionSplit.Last last
                ? Optional.of(new ChoiceTimes(records.column(last.time(), "recipe.data.split.time")))
                : Optional.empty();
        List<Choice> choices = frequent(choices(records, names, times, notes), notes);
        if (choices.isEmpty()) {
            throw new DataException(file + ": no pair of a user and an item is left of "
                    + records.rows().size() + " records. Check keep, per_user and per_item.");
        }
        Map<String, Integer> users = new LinkedHashMap<>();
        Map<String, Integer> items = new LinkedHashMap<>();
        for (Choice choice : choices) {
            users.putIfAbsent(choice.user(), users.size());
            items.putIfAbsent(choice.item(), items.size());
        }
        ClassNames.alike("Warning: " + file + " has users", "users", users.keySet())
                .ifPresent(alike -> notes.add(alike + "."));
        ClassNames.alike("Warning: " + file + " has items", "items", items.keySet())
                .ifPresent(alike -> notes.add(alike + "."));
        notes.addAll(names.notes(items.keySet()));
        List<List<Choice>> byUser = Stream.<List<Choice>>generate(ArrayList::new)
                .limit(users.size())
                .toList();
        choices.forEach(choice -> byUser.get(users.get(choice.user())).add(choice));
        int[][][] parts = new int[3][users.size()][];
        int whole = 0;
        for (int each = 0; each < byUser.size(); each++) {
            List<Choice> own = byUser.get(each);
            split.sort(own);
            int test = split.test(own.size());
            int validation = split.validation(own.size());
            boolean kept = own.size() > test + validation;
            whole += kept ? 0 : 1;
            if (kept && times.isPresent()) {
                times.get().divide(own, own.size() - validation - test, own.size() - test);
            }
            for (int part = 0; part < 3; part++) {
                parts[part][each] = part(own, part, kept ? validation : 0, kept ? test : 0, items);
            }
        }
        if (whole > 0) {
            notes.add(Plural.of(whole, "user has", "users have")
                    + " too few items to be divided: all of them are used to train.");
        }
        times.ifPresent(each -> notes.addAll(each.notes()));
        requireTraining(file, List.copyOf(users.keySet()), parts);
        return new Interactions(
                file.getFileName().toString(),
                List.copyOf(users.keySet()),
                List.copyOf(items.keySet()),
                names.of(items.keySet()),
                parts[0],
                parts[1],
                parts[2],
                List.copyOf(notes),
                new Fingerprint().add(file).hex());
    }

    private int[] part(List<Choice> own, int part, int validation, int test, Map<String, Integer> items) {
        int[] bounds = {0, own.size() - validation - test, own.size() - test, own.size()};
        return (split instanceof InteractionSplit.Given
                        ? own.stream().filter(choice -> choice.part() == part)
                        : own.subList(bounds[part], bounds[part + 1]).stream())
                .mapToInt(choice -> items.get(choice.item()))
                .sorted()
                .toArray();
    }

    /** Reads the pairs. Of a pair that occurs several times, the one of the earliest part or time is used. */
    private List<Choice> choices(RecordFile records, ItemNames names, Optional<ChoiceTimes> times, List<String> notes)
            throws DataException {
        String userColumn = records.column(user, "recipe.data.user");
        String itemColumn = records.column(item, "recipe.data.item");
        Optional<String> partColumn = split instanceof InteractionSplit.Given given
                ? Optional.of(records.column(given.column(), "recipe.data.split.column"))
                : Optional.empty();
        Map<String, String> conditions = new HashMap<>();
        for (Condition.Comparison each : keep.map(Condition::comparisons).orElse(List.of())) {
            conditions.put(each.column(), records.column(each.column(), "recipe.data.keep"));
        }
        Map<List<String>, Choice> first = new LinkedHashMap<>();
        int used = 0;
        for (FileRecord row : records.rows()) {
            if (!holds(row, conditions)) {
                continue;
            }
            used++;
            Choice choice = new Choice(
                    id(row, userColumn),
                    id(row, itemColumn),
                    times.isPresent() ? times.get().of(row) : 0,
                    partColumn.isPresent() ? part(row, partColumn.get()) : 0,
                    row.line());
            names.add(choice.item(), row);
            first.merge(
                    List.of(choice.user(), choice.item()),
                    choice,
                    (before, again) -> again.part() < before.part() || again.time() < before.time() ? again : before);
        }
        int repeated = used - first.size();
        if (repeated > 0) {
            notes.add((repeated > MANY_DUPLICATES * used ? "Warning: " : "")
                    + Plural.of(repeated, "record repeats", "records repeat") + " a pair of a user and an item, "
                    + String.format(Locale.ROOT, "%.1f%%", 100.0 * repeated / used) + " of " + used
                    + ". Each pair counts once.");
        }
        return List.copyOf(first.values());
    }

    private String id(FileRecord row, String column) throws DataException {
        Optional<String> id = row.find(column);
        if (id.isPresent()) {
            return id.get();
        }
        String condition = (column.matches("\\w+") ? column : "`" + column + "`") + " != \"\"";
        throw new DataException(row.error("has no value for " + column).getMessage() + " To leave out such records, "
                + (keep.isPresent() ? "add to recipe.data.keep: and " : "set recipe.data.keep to: ")
                + condition);
    }

    private boolean holds(FileRecord row, Map<String, String> columns) throws DataException {
        if (keep.isEmpty()) {
            return true;
        }
        String[] failure = {null};
        try {
            return keep.get().holds(column -> {
                try {
                    return row.find(columns.get(column)).orElse("");
                } catch (DataException e) {
                    failure[0] = e.getMessage();
                    throw e;
                }
            });
        } catch (DataException e) {
            throw failure[0] == null ? row.error(e.getMessage()) : e;
        }
    }

    private static int part(FileRecord row, String column) throws DataException {
        String name = row.get(column);
        Integer part = PARTS.get(name.toLowerCase(Locale.ROOT));
        if (part == null) {
            throw row.error(column + " is '" + name + "', but must be train, validation or test");
        }
        return part;
    }

    /** Leaves out users and items with too few pairs, again and again until no more are found. */
    private List<Choice> frequent(List<Choice> choices, List<String> notes) {
        List<Choice> left = choices;
        int before;
        do {
            before = left.size();
            Map<String, Integer> byUser = new HashMap<>();
            Map<String, Integer> byItem = new HashMap<>();
            left.forEach(choice -> {
                byUser.merge(choice.user(), 1, Integer::sum);
                byItem.merge(choice.item(), 1, Integer::sum);
            });
            left = left.stream()
                    .filter(choice -> byUser.get(choice.user()) >= perUser && byItem.get(choice.item()) >= perItem)
                    .toList();
        } while (left.size() < before);
        if (left.size() < choices.size()) {
            notes.add(Plural.of(choices.size() - left.size(), "pairs") + " of users with fewer than " + perUser
                    + " items, or of items with fewer than " + perItem + " users, are not used.");
        }
        return left;
    }

    private static void requireTraining(Path file, List<String> users, int[][][] parts) throws DataException {
        List<String> without = new ArrayList<>();
        Set<Integer> learned = new HashSet<>();
        for (int user = 0; user < users.size(); user++) {
            if (parts[0][user].length == 0) {
                without.add(users.get(user));
            }
            for (int item : parts[0][user]) {
                learned.add(item);
            }
        }
        if (!without.isEmpty()) {
            throw new DataException(file + ": "
                    + Plural.of(without.size(), "user has", "users have")
                    + " validation or test items, but no training items to learn from, such as '" + without.get(0)
                    + "'. Give them training items, or leave them out of the file.");
        }
        if (learned.size() == 1) {
            throw new DataException(file + " has one item in its training pairs, so that there is nothing to choose."
                    + " Use at least 2 items.");
        }
    }
}
