package io.winnow.trainer.modality.records;

import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.file.RecordNames;
import io.winnow.trainer.modality.Inputs;
import io.winnow.trainer.model.InputNames;
import io.winnow.trainer.model.InputOptions;
import io.winnow.trainer.model.Item;
import io.winnow.trainer.model.ItemReader;
import io.winnow.trainer.model.Preview;
import io.winnow.trainer.model.ReadCounts;
import io.winnow.trainer.run.InputPaths;
import io.winnow.trainer.run.StandardInputFile;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Reads records, such as texts or rows, of files with the columns of the training.
 *
 * @param config the data of the training
 * @param inputs what the training fixed
 * @param settings what the user sets by other names than the keys of the data, for messages
 */
record RecordReader(RecordDataConfig config, Inputs inputs, Map<String, String> settings)
        implements ItemReader<RecordReader.Row> {
    /** Large, so that records of similar length can share the batches of a network. */
    private static final int BATCH = 4096;

    /**
     * A record in its file.
     *
     * @param file all records of the file, or those of a part of it
     * @param index index of the record
     */
    record Row(Dataset<?> file, int index) {}

    @Override
    public String unit() {
        return config.unit();
    }

    @Override
    public int batchSize() {
        return BATCH;
    }

    @Override
    public void require(List<String> names) throws IOException {
        List<String> files =
                names.stream().filter(name -> !name.equals(STANDARD_INPUT)).toList();
        InputPaths.requireAll(files);
        for (String name : files) {
            if (!RecordNames.isReadable(Path.of(name))) {
                throw new UserException(name + " is a folder, but this model reads " + unit()
                        + " from files, such as .csv, .jsonl or .parquet. Name a file.");
            }
        }
    }

    @Override
    public void read(List<String> names, InputOptions options, Consumer<Row> consumer) throws IOException {
        InputNames keys = new InputNames(names);
        for (int i = 0; i < names.size(); i++) {
            OtherRecords file = names.get(i).equals(STANDARD_INPUT)
                    ? standardInput(options)
                    : config.read(file(names.get(i), options), inputs, options.say());
            String prefix = keys.prefix(i);
            Optional<Divisible> divisible =
                    file.items().filter(Divisible.class::isInstance).map(Divisible.class::cast);
            int size = divisible.isPresent() ? BATCH : Math.max(1, file.size());
            for (int from = 0; from == 0 || from < file.size(); from += size) {
                int to = Math.min(from + size, file.size());
                int[] rows = IntStream.range(from, to).toArray();
                Optional<Dataset<?>> part =
                        divisible.<Dataset<?>>map(all -> all.part(rows)).or(file::items);
                boolean last = to >= file.size();
                consumer.take(
                        file.between(from, to, part, prefix).iterator(),
                        () -> last ? ReadCounts.ONE_FILE : ReadCounts.NONE);
            }
        }
    }

    /** Texts are read line by line; everything else, and texts as JSON or Parquet, are records with the columns of the training. */
    private OtherRecords standardInput(InputOptions options) throws IOException {
        try (StandardInputFile input = new StandardInputFile(System.in)) {
            if (config.readsLines() && !input.hasFields()) {
                try (InputStream lines = Files.newInputStream(input.file())) {
                    return OtherRecords.of(
                            config.readLines(input.named(input.file().toString()), lines, options.charset(), inputs));
                }
            }
            try {
                return config.read(
                                file(input.file().toString(), options),
                                inputs,
                                note -> options.say().accept(input.named(note)))
                        .named(input::named);
            } catch (UserException e) {
                throw input.named(e);
            }
        }
    }

    private OtherFile file(String name, InputOptions options) {
        return new OtherFile(Path.of(name), options.charset(), settings);
    }

    /** All rows are of one file, or of one part. */
    @Override
    public Collected collect(List<Item.Loaded<Row>> rows) {
        return new Collected(
                rows.get(0).item().file(),
                rows.stream().mapToInt(row -> row.item().index()).toArray());
    }

    @Override
    public Optional<Dataset<?>> labelled(String input, InputOptions options) throws IOException {
        return Optional.of(config.readLabelled(file(input, options), inputs, options.say()));
    }

    @Override
    public Preview preview(Row row) throws IOException {
        return config.items(Optional.empty(), Optional.of(inputs.preprocessing()))
                .preview(row.file(), row.index());
    }
}
