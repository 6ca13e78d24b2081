package io.winnow.trainer.modality;

import io.winnow.datasets.EditDistance;
import io.winnow.datasets.Plural;
import io.winnow.datasets.Shown;
import io.winnow.datasets.example.Dataset;
import io.winnow.trainer.run.InputPaths;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Keeps the training examples whose keys a file lists, as a filter of the data chose them. */
public final class KeptKeys {
    /** Why {@code limit} and {@code keys} cannot be given together. */
    public static final String NO_LIMIT = "must be left out if keys are given, which say which examples are used";

    private KeptKeys() {}

    /**
     * Selects the training examples in use whose keys are in a file. Keys of examples that the data hold for other uses, such as testing,
     * are passed over.
     *
     * @param data the data, which the result closes; they are closed on an error
     * @param file file with a key per line; if it is empty, all examples remain
     * @throws UserException if the file does not exist, names no training example in use, or has keys that the data lack
     */
    public static TaskData select(TaskData data, Optional<Path> file) throws IOException {
        if (file.isEmpty()) {
            return data;
        }
        try {
            return data.select(rows(data, file.get(), read(file.get())));
        } catch (IOException | RuntimeException e) {
            data.close();
            throw e;
        }
    }

    /**
     * Reads the keys of a file in its order.
     *
     * @throws UserException if the file does not exist, is not UTF-8, or has no key
     */
    public static Set<String> read(Path file) throws IOException {
        Set<String> keys = new LinkedHashSet<>();
        try {
            for (String line : Files.readAllLines(InputPaths.require(file))) {
                String key = line.replace("\ufeff", "").strip();
                if (!key.isEmpty()) {
                    keys.add(key);
                }
            }
        } catch (CharacterCodingException e) {
            throw new UserException(file + " is not UTF-8 text. Save it in UTF-8, with one key per line.", e);
        }
        if (keys.isEmpty()) {
            throw new UserException(file + " has no key. Write the key of an example into each line.");
        }
        return keys;
    }

    private static int[] rows(TaskData data, Path file, Set<String> keys) {
        requireKnown(data.train(), file, keys);
        int[] examples = data.trainExamples();
        int[] rows = IntStream.range(0, examples.length)
                .filter(row -> keys.contains(data.train().key(examples[row])))
                .toArray();
        if (rows.length == 0) {
            throw new UserException(
                    "None of the " + Plural.of(keys.size(), "keys") + " in " + file
                            + " belongs to one of the " + examples.length + " " + data.unit()
                            + " that are trained on; all belong to others, such as those held out for testing. Name another file in data.keys.");
        }
        return rows;
    }

    private static void requireKnown(Dataset<?> train, Path file, Set<String> keys) {
        Set<String> known = new LinkedHashSet<>();
        for (int i = 0; i < train.size(); i++) {
            known.add(train.key(i));
        }
        List<String> unknown = keys.stream().filter(key -> !known.contains(key)).toList();
        if (!unknown.isEmpty()) {
            throw new UserException(unknown.size() + " of the " + Plural.of(keys.size(), "keys") + " in " + file
                    + " are not keys of " + train.name() + ": " + Shown.of(unknown)
                    + EditDistance.nearest(unknown.get(0), known)
                            .map(near -> "; the nearest key to the first is '" + near + "'")
                            .orElse("")
                    + ". Filter the data that you train on, or name another file in data.keys.");
        }
    }
}
