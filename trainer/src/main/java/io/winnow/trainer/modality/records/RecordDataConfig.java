package io.winnow.trainer.modality.records;

import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.file.TextCharset;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.label.NoLabels;
import io.winnow.datasets.source.DescribedData;
import io.winnow.trainer.modality.DataConfig;
import io.winnow.trainer.modality.Fixed;
import io.winnow.trainer.modality.GivenLabels;
import io.winnow.trainer.modality.Inputs;
import io.winnow.trainer.modality.KeptKeys;
import io.winnow.trainer.modality.Preprocessing;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.model.ItemReader;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A section of data that are described by files of records. */
public interface RecordDataConfig extends DataConfig {
    /** Returns the files of records, and what is known of the examples. */
    RecordsConfig records();

    /**
     * Returns what the modality makes of the records.
     *
     * @param kept folder in which results that take long to compute are kept; empty if they are not kept
     * @param fixed preprocessing that is fixed already
     */
    RecordItems items(Optional<Path> kept, Optional<Preprocessing> fixed);

    /** By default, other examples are in files with the same columns. */
    @Override
    default ItemReader<?> reader(Inputs inputs) {
        return reader(inputs, Map.of("inputs", "The model reads the columns that it was trained on"));
    }

    /**
     * Returns what reads other examples.
     *
     * @param settings what the user sets by other names than the keys of this section, for messages
     */
    default ItemReader<?> reader(Inputs inputs, Map<String, String> settings) {
        return new RecordReader(this, inputs, settings);
    }

    /**
     * Reads another file with the same columns, without labels.
     *
     * @param inputs what the training fixed
     * @param say receives notes on what was left out or assumed
     * @throws UserException if the file does not exist or contains mistakes; the message has all of them
     */
    default OtherRecords read(OtherFile file, Inputs inputs, Consumer<String> say) throws IOException {
        RecordItems items = items(Optional.empty(), Optional.of(inputs.preprocessing()));
        DescribedData data = records().readOther(file, items.content().skippingBlanks());
        data.notes().forEach(say);
        if (data.size() == 0) {
            return new OtherRecords(Optional.empty(), data.blank());
        }
        Dataset<?> read = items.dataset(data, new NoLabels(data.size()));
        items.notes(read).forEach(say);
        return new OtherRecords(Optional.of(read), data.blank());
    }

    /**
     * Reads another file with the same columns and with labels.
     *
     * @param inputs what the training fixed
     * @param say receives notes on what was left out or assumed
     * @throws UserException if the file does not exist or contains mistakes; the message has all of them
     */
    default Dataset<?> readLabelled(OtherFile file, Inputs inputs, Consumer<String> say) throws IOException {
        RecordItems items = items(Optional.empty(), Optional.of(inputs.preprocessing()));
        DescribedData data = records().readLabelled(file, items.content());
        data.notes().forEach(say);
        Labels labels = records()
                .judge()
                .or(() -> records().usedName())
                .map(name -> data.labels().get(name))
                .orElseGet(() -> new NoLabels(data.size()));
        Dataset<?> known = RecordOpening.known(items, data, labels, inputs.classes(), "the model");
        items.notes(known).forEach(say);
        int unknown = data.size() - known.size();
        if (unknown > 0) {
            say.accept(unknown + " of the " + data.size() + " " + unit() + " of " + data.name()
                    + (unknown == 1 ? " has no label and is" : " have no label and are")
                    + " left out of the evaluation.");
        }
        return known;
    }

    /** Whether a line of text is an example, such as in a pipe. By default, an example is more than a line. */
    default boolean readsLines() {
        return false;
    }

    /**
     * Reads one example per line.
     *
     * @param name name of the input, for messages
     * @param charset character set of the lines
     * @param inputs what the training fixed
     * @throws UserException if there is no example
     */
    default Dataset<?> readLines(String name, InputStream in, TextCharset charset, Inputs inputs) throws IOException {
        throw new UnsupportedOperationException("One of the " + unit() + " is more than a line of text.");
    }

    @Override
    default TaskData open(Catalog catalog, Fixed fixed, Optional<? extends Dataset<?>> otherTest) throws IOException {
        Path kept = catalog.root().writable().resolve("vectors");
        return KeptKeys.select(
                RecordData.open(records(), items(Optional.of(kept), fixed.preprocessing()), fixed.trained(), otherTest),
                records().keys());
    }

    @Override
    default Map<String, Path> paths() {
        return records().paths();
    }

    @Override
    default Optional<Class<? extends Labels>> labelKind() {
        return records().used().map(LabelConfig::given);
    }

    @Override
    default Optional<GivenLabels> labels() {
        return Optional.empty();
    }

    @Override
    default Optional<Integer> limit() {
        return records().limit();
    }
}
