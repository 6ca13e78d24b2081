package io.winnow.trainer.recipe;

import io.winnow.datasets.image.ImageDataset;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.table.GradedPairs;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.RunDirectory;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.vision.ImageInputs;
import java.io.IOException;
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
 * {@code data.json} of a run: what its data were when the training began. With it a run needs its data no more to predict, embed and export,
 * and whatever reads the data again can tell whether they are still the same.
 *
 * @param workingDirectory absolute; relative paths of the configuration were meant from there
 * @param sources what was read, by its part in the training: {@code train}, {@code test}, {@code pairs}
 * @param images what the training fixed about its images; null for other data
 */
public record DataRecord(String workingDirectory, Map<String, Source> sources, ImageInputs images) {
    /** Its name in the folder of a run. */
    public static final String FILE = RunDirectory.DATA;

    /** More groups say nothing to a person. */
    private static final int MOST_GROUPS = 10_000;

    private static final int SHOWN = 5;

    public DataRecord {
        sources = new TreeMap<>(sources);
    }

    /**
     * One data set.
     *
     * @param name what the configuration calls it
     * @param examples how many there were
     * @param groups examples of each class; without labels, of each folder or shard; empty where there is neither
     * @param fingerprint SHA-256 (hex), see {@link ImageDataset.Description}
     */
    public record Source(String name, int examples, Map<String, Integer> groups, String fingerprint) {
        static Source of(ImageDataset images) {
            Map<String, Integer> groups = new TreeMap<>();
            for (int i = 0; i < images.size() && groups.size() <= MOST_GROUPS; i++) {
                for (String group : groups(images, i)) {
                    groups.merge(group, 1, Integer::sum);
                }
            }
            return new Source(
                    images.name(),
                    images.size(),
                    groups.size() > MOST_GROUPS ? Map.of() : groups,
                    images.fingerprint());
        }

        private static List<String> groups(ImageDataset images, int example) {
            List<String> names = images.labels().classNames();
            if (images.labels() instanceof Labels.Single single) {
                return List.of(names.get(single.classes()[example]));
            }
            if (images.labels() instanceof Labels.Multi multi) {
                return Arrays.stream(multi.positives()[example])
                        .mapToObj(names::get)
                        .toList();
            }
            String key = images.key(example);
            int slash = key.indexOf('/');
            return slash < 0 ? List.of() : List.of(key.substring(0, slash));
        }

        static Source of(GradedPairs pairs) {
            return new Source(pairs.name(), pairs.pairs().size(), Map.of(), pairs.fingerprint());
        }

        /** How other data differ from these, in words; empty where they are the same. */
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
                        + (groups.isEmpty() ? "" : ", and as many in each class")
                        + ", but files or labels among them are others");
            }
            int more = changes.size() - SHOWN - 1;
            return Optional.of(now.name + ": "
                    + String.join(", ", changes.subList(0, Math.min(changes.size(), SHOWN + 1)))
                    + (more > 0 ? ", and " + more + " more" : ""));
        }
    }

    /**
     * The record of a run.
     *
     * @throws UserException when it has none yet
     */
    static DataRecord of(Path run) throws IOException {
        return read(run)
                .orElseThrow(
                        () -> new UserException(
                                run + " has no " + FILE
                                        + ": its training has not read its data yet. Continue it with `winnow train .. --resume` first."));
    }

    /** The record of a run, if it has one yet. */
    static Optional<DataRecord> read(Path run) throws IOException {
        Path file = run.resolve(FILE);
        return Files.exists(file) ? Optional.of(Json.read(file, DataRecord.class)) : Optional.empty();
    }
}
