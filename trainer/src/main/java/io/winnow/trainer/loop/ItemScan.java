package io.winnow.trainer.loop;

import io.winnow.datasets.file.FileRecord;
import io.winnow.datasets.file.RecordFile;
import io.winnow.datasets.file.RecordNames;
import io.winnow.datasets.file.RecordOptions;
import io.winnow.datasets.fingerprint.Fingerprint;
import io.winnow.trainer.model.InputNames;
import io.winnow.trainer.model.InputOptions;
import io.winnow.trainer.model.Preview;
import io.winnow.trainer.predict.Prediction;
import io.winnow.trainer.predict.Predictor;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.select.Vectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The items of inputs with their vectors.
 *
 * @param items the items
 * @param vectors their vectors (N, D), in the same order
 * @param encoder digest of the encoder
 * @param unreadable what could not be read and is left out, each with the reason
 * @param repeated number of texts without keys that were left out because an equal one comes before
 */
public record ItemScan(ItemTable items, Vectors vectors, String encoder, List<String> unreadable, int repeated) {
    /** Number of hexadecimal digits in the id of a text without a key. */
    private static final int DIGITS = 16;

    /** An item that was read. */
    @SuppressWarnings("ArrayRecordComponent") // handed over; never compared
    private record Read(String key, Optional<String> file, Optional<String> text, String fingerprint, float[] vector) {}

    /**
     * Reads all items of inputs and computes their vectors.
     *
     * @param encoder digest of the encoder, which the predictor applies
     * @throws UserException if there are none, or items of a kind that cannot be labelled
     */
    public static ItemScan of(Predictor predictor, String encoder, List<String> inputs, InputOptions options)
            throws IOException {
        List<Read> read = new ArrayList<>();
        List<String> unreadable = new ArrayList<>();
        predictor.run(inputs, options, new Predictor.Results() {
            @Override
            public void predicted(Prediction prediction) throws IOException {
                read.add(ItemScan.read(prediction, inputs));
            }

            @Override
            public void failed(String key, String why) {
                unreadable.add(key + ": " + why);
            }
        });
        if (read.isEmpty()) {
            throw new UserException("There is nothing to label in " + String.join(", ", inputs)
                    + (unreadable.isEmpty() ? "" : "; the first problem is " + unreadable.get(0))
                    + ". Name files or folders with items that the encoder reads.");
        }
        return table(read, inputs, encoder, unreadable);
    }

    private static Read read(Prediction prediction, List<String> inputs) throws IOException {
        Preview preview = prediction.preview().make();
        Optional<Path> file = file(prediction.key(), inputs);
        if (preview instanceof Preview.Excerpt excerpt) {
            return new Read(
                    prediction.key(),
                    Optional.empty(),
                    Optional.of(excerpt.text()),
                    new Fingerprint().add(excerpt.text()).hex(),
                    prediction.output());
        } else if (preview instanceof Preview.Picture picture) {
            String fingerprint = file.isPresent()
                    ? new Fingerprint().add(file.get()).hex()
                    : new Fingerprint().add(picture.png()).hex();
            return new Read(
                    prediction.key(), file.map(Path::toString), Optional.empty(), fingerprint, prediction.output());
        }
        throw new UserException("Tables cannot be labelled in a loop; it takes images, texts and rows.");
    }

    /** Returns the file of a key: the input itself, or a file in the input that is a folder. */
    private static Optional<Path> file(String key, List<String> inputs) {
        InputNames names = new InputNames(inputs);
        for (int i = 0; i < inputs.size(); i++) {
            Path input = Path.of(inputs.get(i));
            if (Files.isRegularFile(input) && names.name(i).equals(key)) {
                return Optional.of(input);
            }
            String prefix = names.prefix(i);
            if (Files.isDirectory(input) && key.startsWith(prefix)) {
                Path file = input.resolve(key.substring(prefix.length()));
                if (Files.isRegularFile(file)) {
                    return Optional.of(file);
                }
            }
        }
        return Optional.empty();
    }

    /** Returns the keys that tables of texts have in a column {@code key}, by the fingerprints of the texts. */
    private static Map<String, String> ownKeys(List<String> inputs) throws IOException {
        InputNames names = new InputNames(inputs);
        Map<String, String> found = new HashMap<>();
        for (int i = 0; i < inputs.size(); i++) {
            Path file = Path.of(inputs.get(i));
            if (!Files.isDirectory(file) && !RecordNames.exists(file)) {
                continue;
            }
            RecordFile records = RecordFile.read(file, RecordOptions.of("file of texts"));
            Optional<String> key = records.own("key");
            Optional<String> text = records.own("text");
            if (key.isPresent() && text.isPresent()) {
                for (FileRecord row : records.rows()) {
                    Optional<String> own = row.find(key.get());
                    Optional<String> content = row.findText(text.get());
                    if (own.isPresent() && content.isPresent()) {
                        found.putIfAbsent(new Fingerprint().add(content.get()).hex(), names.prefix(i) + own.get());
                    }
                }
            }
        }
        return found;
    }

    private static ItemScan table(List<Read> read, List<String> inputs, String encoder, List<String> unreadable)
            throws IOException {
        // A text without a key has the number of its line, which changes when lines are added. Its content does not.
        boolean numbered = read.stream().allMatch(each -> each.text.isPresent() && each.key.matches("(.*/)?\\d+"));
        Map<String, String> own = numbered ? ownKeys(inputs) : Map.of();
        List<LoopItem> items = new ArrayList<>();
        List<float[]> rows = new ArrayList<>();
        Map<String, String> originals = new HashMap<>();
        Set<String> ids = new HashSet<>();
        int repeated = 0;
        for (Read each : read) {
            String id = numbered ? own.getOrDefault(each.fingerprint, each.fingerprint.substring(0, DIGITS)) : each.key;
            if (numbered && originals.containsKey(each.fingerprint)) {
                repeated++;
                continue;
            }
            if (!ids.add(id)) {
                throw new UserException("Two items have the key " + id + ". Give each item its own key.");
            }
            String original = originals.putIfAbsent(each.fingerprint, id);
            items.add(new LoopItem(id, each.file, each.text, each.fingerprint, Optional.ofNullable(original)));
            rows.add(each.vector);
        }
        int width = rows.get(0).length;
        float[] values = new float[Math.multiplyExact(rows.size(), width)];
        for (int row = 0; row < rows.size(); row++) {
            System.arraycopy(rows.get(row), 0, values, row * width, width);
        }
        return new ItemScan(
                new ItemTable(items), new Vectors(values, rows.size(), width), encoder, unreadable, repeated);
    }
}
