package io.winnow.trainer.recipe.recommend;

import io.winnow.datasets.DataException;
import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.example.MemoryDataset;
import io.winnow.datasets.example.ReadReport;
import io.winnow.datasets.file.FileRecord;
import io.winnow.datasets.file.RecordFile;
import io.winnow.datasets.file.RecordFormat;
import io.winnow.datasets.file.RecordNames;
import io.winnow.datasets.file.RecordOptions;
import io.winnow.datasets.file.TextCharset;
import io.winnow.datasets.file.TextFile;
import io.winnow.datasets.label.NoLabels;
import io.winnow.trainer.model.InputOptions;
import io.winnow.trainer.model.Item;
import io.winnow.trainer.model.ItemReader;
import io.winnow.trainer.model.Preview;
import io.winnow.trainer.model.ReadCounts;
import io.winnow.trainer.run.InputPaths;
import io.winnow.trainer.run.ShellQuote;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Reads the ids of users: one per line, or a column of a CSV, TSV or JSON file. The key of a user is her id; each is read once.
 *
 * @param column column of the user
 * @param unknown says why a user cannot be mapped to a vector
 */
record UserReader(String column, Function<String, Optional<String>> unknown) implements ItemReader<String> {
    private static final int BATCH = 4096;

    @Override
    public String unit() {
        return "users";
    }

    @Override
    public int batchSize() {
        return BATCH;
    }

    @Override
    public void require(List<String> inputs) {
        for (String input : inputs) {
            boolean user = // who was named instead of a file
                    !input.equals(STANDARD_INPUT)
                            && !InputPaths.leadsSomewhere(InputPaths.of(input))
                            && unknown.apply(input).isEmpty();
            if (user) {
                throw new UserException(
                        "There is no file " + input + ", but a user of this name. Users are read from files or"
                                + " from standard input: write `echo " + ShellQuote.word(input)
                                + " |` before the command, and - instead of the file.");
            }
        }
        InputPaths.requireAll(
                inputs.stream().filter(input -> !input.equals(STANDARD_INPUT)).toList());
    }

    @Override
    public void read(List<String> inputs, InputOptions options, Consumer<String> consumer) throws IOException {
        for (String input : inputs) {
            consumer.take(
                    users(input, options.charset()).stream()
                            .map(user -> new Item<>(user, () -> {
                                Optional<String> why = unknown.apply(user);
                                if (why.isPresent()) {
                                    throw new IOException(why.get());
                                }
                                return user;
                            }))
                            .iterator(),
                    () -> ReadCounts.ONE_FILE);
        }
    }

    private Set<String> users(String input, TextCharset charset) throws IOException {
        try {
            return input.equals(STANDARD_INPUT)
                    ? TextFile.lines("standard input", System.in, charset).stream()
                            .map(String::strip)
                            .filter(line -> !line.isEmpty())
                            .collect(Collectors.toCollection(LinkedHashSet::new))
                    : inFile(Path.of(input), charset);
        } catch (DataException e) {
            throw new UserException(e.getMessage(), e);
        }
    }

    private Set<String> inFile(Path file, TextCharset charset) throws IOException {
        boolean records = Files.isDirectory(file) || RecordNames.isRecords(file);
        RecordFile read = RecordFile.read(
                file,
                new RecordOptions(
                        "file of users",
                        charset,
                        records ? Optional.empty() : Optional.of(RecordFormat.TEXT),
                        false,
                        Set.of()));
        String from = records
                ? read.column(column, "recipe.data.user")
                : read.columns().get(0);
        Set<String> users = new LinkedHashSet<>();
        for (FileRecord row : read.rows()) {
            users.add(row.get(from));
        }
        return users;
    }

    @Override
    public Collected collect(List<Item.Loaded<String>> items) {
        return new Collected(
                new Users(items.stream().map(Item.Loaded::item).toList()),
                IntStream.range(0, items.size()).toArray());
    }

    @Override
    public Optional<Dataset<?>> labelled(String input, InputOptions options) {
        return Optional.empty();
    }

    @Override
    public Preview preview(String user) {
        return new Preview.Excerpt(user);
    }

    /** Ids of users as a data set. */
    private static final class Users extends MemoryDataset<String> {
        private final List<String> users;

        private Users(List<String> users) {
            super("users", users, users.size(), new NoLabels(users.size()), ReadReport.EMPTY, "");
            this.users = users;
        }

        @Override
        public int size() {
            return users.size();
        }

        @Override
        public String item(int index) {
            return users.get(index);
        }
    }
}
