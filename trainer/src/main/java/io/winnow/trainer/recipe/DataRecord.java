package io.winnow.trainer.recipe;

import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.fingerprint.Fingerprint;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.ClassSets;
import io.winnow.datasets.table.GradedPairs;
import io.winnow.trainer.modality.Inputs;
import io.winnow.trainer.run.InputPaths;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.RunDirectory;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The file {@code data.json} of a run, which describes its data as they were when the training began. With this file, a run can predict,
 * embed and export without its data, and a command that reads the data again can detect whether they have changed.
 *
 * @param workingDirectory absolute path against which relative paths of the configuration were resolved
 * @param sources the data sets that were read, by their role in the training: {@code train}, {@code validation},
 *     {@code test}, {@code pairs}, {@code interactions}
 * @param inputs preprocessing and classes that the training fixed; null if it trains on graded pairs of tables
 * @param change how the data had changed when the run was last continued with other data than those with which it began; empty if it never was
 */
public record DataRecord(String workingDirectory, Map<String, Source> sources, Inputs inputs, Optional<String> change) {
    /** Name of the file in the folder of a run. */
    public static final String FILE = RunDirectory.DATA;

    /** Role of choices of users, all parts of which are in one file. */
    public static final String INTERACTIONS = "interactions";

    /** A data set with more groups is recorded without them: nobody would read so long a list. */
    private static final int MAX_GROUPS = 10_000;

    private static final int SHOWN = 5;

    public DataRecord {
        sources = new TreeMap<>(sources);
    }

    /**
     * Description of one data set.
     *
     * @param name name or path of the data set in the configuration
     * @param examples number of examples
     * @param groups number of examples in use by class, or by folder or shard if there are no labels; empty if there is none of these
     * @param keys SHA-256 (hex) of the keys of the examples in use, in their order, or of the choices by which users are judged; null for
     *     graded pairs of tables
     * @param fingerprint SHA-256 (hex), see {@link Dataset#fingerprint}
     */
    public record Source(String name, int examples, Map<String, Integer> groups, String keys, String fingerprint) {
        /** @param used indices of the examples in use */
        static Source of(Dataset<?> items, int[] used) {
            Map<String, Integer> groups = new TreeMap<>();
            Fingerprint keys = new Fingerprint();
            for (int example : used) {
                keys.add(items.key(example)).add(0L);
                if (groups.size() <= MAX_GROUPS) {
                    groups(items, example).forEach(group -> groups.merge(group, 1, Integer::sum));
                }
            }
            return new Source(
                    items.name(),
                    items.size(),
                    groups.size() > MAX_GROUPS ? Map.of() : groups,
                    keys.hex(),
                    items.fingerprint());
        }

        private static List<String> groups(Dataset<?> items, int example) {
            List<String> names = items.labels().classNames();
            if (items.labels() instanceof ClassLabels single) {
                return List.of(names.get(single.classes()[example]));
            }
            if (items.labels() instanceof ClassSets multi) {
                return Arrays.stream(multi.positives()[example])
                        .mapToObj(names::get)
                        .toList();
            }
            String key = items.key(example);
            int slash = key.indexOf('/');
            return slash < 0 ? List.of() : List.of(key.substring(0, slash));
        }

        static Source of(GradedPairs pairs) {
            return new Source(pairs.name(), pairs.pairs().size(), Map.of(), null, pairs.fingerprint());
        }

        /** Describes how the current data differ from these; empty if they are the same. */
        Optional<String> changedTo(Source now) {
            if (fingerprint.equals(now.fingerprint)) {
                return Optional.empty();
            }
            List<String> changes = new ArrayList<>();
            TreeSet<String> all = new TreeSet<>(groups.keySet());
            all.addAll(now.groups.keySet());
            for (String group : all) {
                int before = groups.getOrDefault(group, 0);
                int after = now.groups.getOrDefault(group, 0);
                if (before != after) {
                    changes.add(group + " " + before + " -> " + after);
                }
            }
            if (examples != now.examples) {
                changes.add(0, examples + " examples -> " + now.examples);
            }
            if (changes.isEmpty()) {
                return Optional.of(now.name + " still has " + examples + " examples"
                        + (groups.isEmpty() ? "" : ", and the same number in each class")
                        + ", but some of the files or labels are different");
            }
            int more = changes.size() - SHOWN - 1;
            return Optional.of(now.name + ": "
                    + String.join(", ", changes.subList(0, Math.min(changes.size(), SHOWN + 1)))
                    + (more > 0 ? ", and " + more + " more" : ""));
        }
    }

    /**
     * Returns what tells the examples of a part from others, for {@code equals}: with other examples, or other labels, metrics do not
     * compare. Graded pairs have no parts, since all of them are tested in one fold or another.
     *
     * @param part validation or test
     */
    public Object examples(String part) {
        Source pairs = sources.get("pairs");
        if (pairs != null) {
            return pairs.fingerprint();
        }
        Source source = sources.getOrDefault(INTERACTIONS, sources.get(part));
        return source == null ? "" : Arrays.asList(source.keys(), source.groups());
    }

    /**
     * Reads the record of a run.
     *
     * @throws UserException if the run has none yet
     */
    static DataRecord of(Path run) throws IOException {
        return read(run)
                .orElseThrow(() -> new UserException(run + " has no " + FILE
                        + ": the training has not read its data yet. Continue it with `winnow train .."
                        + " --resume` first."));
    }

    /**
     * Returns an experiment whose relative paths that do not exist in the working directory are resolved against the one in which the run's
     * data were first read, if they exist there.
     */
    static Experiment located(Experiment experiment, Path run) {
        try {
            return directory(run)
                    .map(directory -> InputPaths.allFrom(experiment, directory))
                    .orElse(experiment);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Returns the working directory in which the data of a run were first read, if they were.
     *
     * @throws IOException if the record cannot be read
     */
    public static Optional<Path> directory(Path run) throws IOException {
        Path file = run.resolve(FILE);
        return Files.exists(file)
                ? Optional.of(Path.of(Json.read(file, JsonNode.class)
                        .path("working_directory")
                        .asText()))
                : Optional.empty();
    }

    /** Reads the record of a run, if it already has one. */
    static Optional<DataRecord> read(Path run) throws IOException {
        Path file = run.resolve(FILE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        DataRecord record = Json.read(file, DataRecord.class);
        Inputs inputs = record.inputs == null ? null : record.inputs.at(run);
        return Optional.of(new DataRecord(record.workingDirectory, record.sources, inputs, record.change));
    }
}
