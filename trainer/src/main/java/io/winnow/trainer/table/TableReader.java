package io.winnow.trainer.table;

import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.example.MemoryDataset;
import io.winnow.datasets.example.ReadReport;
import io.winnow.datasets.label.NoLabels;
import io.winnow.datasets.table.ReadOptions;
import io.winnow.datasets.table.Table;
import io.winnow.datasets.table.TableFiles;
import io.winnow.datasets.table.UnreadableTableException;
import io.winnow.trainer.model.InputNames;
import io.winnow.trainer.model.InputOptions;
import io.winnow.trainer.model.Item;
import io.winnow.trainer.model.ItemReader;
import io.winnow.trainer.model.Preview;
import io.winnow.trainer.model.ReadCounts;
import io.winnow.trainer.run.InputPaths;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.stream.IntStream;

/** Reads the tables of files and folders. What cannot be read becomes an item that fails with the reason. */
public record TableReader() implements ItemReader<Table> {
    private static final int BATCH = 64;

    /** Tables come in folders of files from many sources. */
    private static final int MOST_UNREADABLE = 100;

    @Override
    public String unit() {
        return "tables";
    }

    @Override
    public int batchSize() {
        return BATCH;
    }

    @Override
    public void require(List<String> inputs) {
        InputPaths.requireAll(
                inputs.stream().filter(input -> !input.equals(STANDARD_INPUT)).toList());
    }

    @Override
    public void read(List<String> inputs, InputOptions options, Consumer<Table> consumer) throws IOException {
        InputNames names = new InputNames(inputs);
        ReadOptions reading = ReadOptions.DEFAULT.with(Integer.MAX_VALUE, options.charset());
        for (int i = 0; i < inputs.size(); i++) {
            if (inputs.get(i).equals(STANDARD_INPUT)) {
                fail(
                        names.name(i),
                        "tables cannot be read from standard input; write them to a file, and name that file",
                        consumer);
                continue;
            }
            Tables opened;
            try {
                opened = new Tables(Path.of(inputs.get(i)), reading, names.prefix(i));
            } catch (UnreadableTableException e) {
                fail(names.name(i), e.reason(), consumer);
                continue;
            } catch (AccessDeniedException e) {
                fail(names.name(i), "you have no permission to read " + e.getFile(), consumer);
                continue;
            }
            try (Tables tables = opened) {
                consumer.take(tables, tables::counts);
            }
        }
    }

    private static void fail(String name, String why, Consumer<Table> consumer) throws IOException {
        consumer.take(List.of(Item.<Table>failing(name, why)).iterator(), () -> ReadCounts.ONE_FILE);
    }

    @Override
    public long files(List<String> inputs) throws IOException {
        long files = 0;
        for (String input : inputs) {
            files += input.equals(STANDARD_INPUT) ? 1 : TableFiles.countFiles(Path.of(input));
        }
        return files;
    }

    @Override
    public Collected collect(List<Item.Loaded<Table>> items) {
        return new Collected(
                new LoadedTables(items), IntStream.range(0, items.size()).toArray());
    }

    @Override
    public boolean reads(Path file) {
        return TableFiles.isNamed(file);
    }

    @Override
    public int mostUnreadable() {
        return MOST_UNREADABLE;
    }

    /** Tables are judged in pairs. */
    @Override
    public Optional<Dataset<?>> labelled(String input, InputOptions options) {
        return Optional.empty();
    }

    @Override
    public Preview preview(Table table) {
        return Preview.Grid.of(table);
    }

    /** Tables in memory. */
    private static final class LoadedTables extends MemoryDataset<Table> {
        private final List<Item.Loaded<Table>> items;

        LoadedTables(List<Item.Loaded<Table>> items) {
            super(
                    "tables",
                    items.stream().map(Item.Loaded::key).toList(),
                    items.size(),
                    new NoLabels(items.size()),
                    ReadReport.EMPTY,
                    "");
            this.items = items;
        }

        @Override
        public Table item(int index) {
            return items.get(index).item();
        }
    }

    /** The tables of a file or folder, and what cannot be read, in their order. */
    private static final class Tables implements Iterator<Item<Table>>, AutoCloseable {
        private final TableFiles files;
        private final String prefix;
        private final Deque<Item<Table>> unreadable = new ArrayDeque<>();

        Tables(Path path, ReadOptions options, String prefix) throws IOException {
            this.prefix = prefix;
            files = TableFiles.open(
                    path, options, (place, why) -> unreadable.add(Item.failing(prefix + place, why.reason())));
        }

        ReadCounts counts() {
            return new ReadCounts(
                    files.fileCount(),
                    files.blankCount(),
                    files.notedCount(),
                    files.passedOver().stream().map(Object::toString).toList());
        }

        @Override
        public boolean hasNext() {
            return !unreadable.isEmpty() || files.hasNext() || !unreadable.isEmpty();
        }

        @Override
        public Item<Table> next() {
            if (!hasNext()) {
                throw new NoSuchElementException("There are no more tables.");
            }
            if (!unreadable.isEmpty()) {
                return unreadable.remove();
            }
            Table table = files.next();
            return Item.of(prefix + table.id(), table);
        }

        @Override
        public void close() throws IOException {
            files.close();
        }
    }
}
