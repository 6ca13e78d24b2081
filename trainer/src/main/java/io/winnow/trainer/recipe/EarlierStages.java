package io.winnow.trainer.recipe;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.datasets.fingerprint.Fingerprint;
import io.winnow.models.torch.Threads;
import io.winnow.trainer.modality.DataConfig;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.Manifest;
import io.winnow.trainer.run.MetricEvent;
import io.winnow.trainer.run.Metrics;
import io.winnow.trainer.run.MetricsFile;
import io.winnow.trainer.run.RunDirectory;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The complete stages of an earlier run, with which a new run begins in place of computing them again. They are taken only if all that they
 * follow from is the same: the data, the seed, the device, the versions, and the settings that a stage declares ({@link Stage#settings}). So
 * the new run has the numbers that it would have had without them.
 */
public final class EarlierStages {
    /** File in the folder of a stage that says which run it was taken from. */
    static final String FILE = "taken.json";

    /**
     * Where a stage comes from.
     *
     * @param run folder of the run from which it was copied, as the user named it
     * @param gitRevision Git revision of the working directory in which it was computed, see {@link Manifest}; null if unknown
     * @param files SHA-256 (hex) of each file by its path in the folder of the stage
     */
    record Taken(String run, String gitRevision, Map<String, String> files) {}

    private final Path from;
    private final Experiment earlier;
    private final Manifest manifest;

    private EarlierStages(Path from, Experiment earlier, Manifest manifest) {
        this.from = from;
        this.earlier = earlier;
        this.manifest = manifest;
    }

    /**
     * Opens the directory of an earlier run, be it complete or not.
     *
     * @throws UserException if the folder is not that of a run
     */
    public static EarlierStages of(Path from) throws IOException {
        FinishedRun.open(from);
        Path manifest = from.resolve(RunDirectory.MANIFEST);
        if (!Files.isRegularFile(manifest)) {
            throw new UserException(from + " has no complete stage yet: it has no " + RunDirectory.MANIFEST + ".");
        }
        return new EarlierStages(
                from,
                Experiment.read(from.resolve(RunDirectory.CONFIG), List.of()),
                Json.read(manifest, Manifest.class));
    }

    /**
     * Copies the first stages into a new run, up to the first one that may differ.
     *
     * @param data the data of the new run, which are recorded
     * @param say receives which stages were taken, and why no more
     * @throws UserException if there is none, with the reason
     */
    public void take(
            Experiment experiment, RunDirectory run, Device device, RunData data, Metrics metrics, Consumer<String> say)
            throws IOException {
        difference(circumstances(
                        experiment,
                        Provenance.describe(device),
                        Optional.of(Threads.ofEngine()),
                        Provenance.versions()))
                .ifPresent(this::refuse);
        List<Stage> stages = experiment.recipe().stages();
        Optional<String> end = Optional.empty();
        int taken = 0;
        for (int i = 0; i < stages.size() && end.isEmpty(); i++) {
            String label = Runner.label(i, stages.get(i));
            end = difference(label, stages.get(i), i);
            if (end.isEmpty()) {
                if (i == 0) {
                    requireSameData(experiment, run, device, data);
                    // With it, a run that is killed from here on can be resumed.
                    AtomicFiles.write(run.manifest(), Json.page(Provenance.manifest(experiment, device)));
                }
                copy(label, run, metrics);
                say.accept("Took the stage " + label + " from " + from + ", with the same data, seed and settings.");
                taken++;
            }
        }
        if (taken == 0) {
            refuse(end.orElseThrow());
        }
        String then = revision(Runner.label(0, stages.get(0)));
        String now = Provenance.gitRevision();
        if (!Objects.equals(now, then) || Provenance.isChanged(now)) {
            say.accept("Note: the code may differ. The Git revision of the working directory was "
                    + Objects.requireNonNullElse(then, "unknown") + " when the stages of " + from
                    + " were computed, and is " + Objects.requireNonNullElse(now, "unknown") + " now"
                    + (Provenance.isChanged(now) ? ", with changes that are not committed." : "."));
        }
        end.ifPresent(reason -> say.accept("Later stages are computed anew: " + reason + "."));
    }

    private void refuse(String reason) {
        throw new UserException("No stage of " + from + " can be taken: " + reason
                + ". Leave out --stages-from to compute all stages.");
    }

    /** What all stages follow from, by its name in messages. */
    private static Map<String, Object> circumstances(
            Experiment experiment, String device, Optional<Integer> threads, Map<String, String> versions) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("recipe", experiment.recipe().kind());
        all.put("seed", experiment.seed());
        all.put("device", device);
        all.put("replicas", experiment.replicas());
        all.put("sync_batch_norm", experiment.syncBatchNorm());
        all.put("number of threads", threads.isPresent() ? threads.get() : "unknown");
        all.put("engine", Recipes.reader().toYaml(experiment.engine()));
        all.put("rounds", Recipes.reader().toYaml(experiment.rounds()));
        versions.forEach((name, version) -> all.put("version of " + name, version));
        return all;
    }

    private Optional<String> difference(Map<String, Object> now) {
        Map<String, Object> then = circumstances(earlier, manifest.device(), manifest.threads(), manifest.versions());
        return now.keySet().stream()
                .filter(name -> !Objects.equals(now.get(name), then.get(name)))
                .findFirst()
                .map(name -> "its " + name + " is " + line(then.get(name), now.get(name)) + ", and that of this run "
                        + line(now.get(name), then.get(name)));
    }

    /** Returns why a stage cannot be taken; empty if it can. */
    private Optional<String> difference(String label, Stage stage, int index) {
        List<Stage> others = earlier.recipe().stages();
        Stage other = index < others.size() ? others.get(index) : null;
        if (other == null || !other.name().equals(stage.name())) {
            return Optional.of("it has no stage " + label);
        }
        if (stage.settings().isEmpty() || other.settings().isEmpty()) {
            return Optional.of("the result of " + label + " may depend on more than can be compared");
        }
        String now = Recipes.reader().toYaml(stage.settings().get());
        String then = Recipes.reader().toYaml(other.settings().get());
        if (!now.equals(then)) {
            return Optional.of(
                    label + " has other settings: " + line(then, now) + ", and in this run " + line(now, then));
        }
        return Files.isRegularFile(folder(label).resolve(StageContext.SUMMARY))
                ? Optional.empty()
                : Optional.of(label + " is not complete");
    }

    /** Returns the first line of a text that another one does not have at the same place. */
    private static String line(Object text, Object other) {
        List<String> lines = String.valueOf(text).lines().toList();
        List<String> others = String.valueOf(other).lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (i >= others.size() || !lines.get(i).equals(others.get(i))) {
                return lines.get(i).strip();
            }
        }
        return "nothing more";
    }

    private void requireSameData(Experiment experiment, RunDirectory run, Device device, RunData data)
            throws IOException {
        DataConfig config = experiment.recipe().examples().orElseThrow();
        try (NDManager manager = NDManager.newBaseManager(device)) {
            data.open(config, manager).close();
        }
        Map<String, DataRecord.Source> now = DataRecord.of(run.folder()).sources();
        DataRecord recorded = DataRecord.of(from);
        recorded.change()
                .ifPresent(
                        change -> refuse("it was continued with changed data, and its stages may follow from those of"
                                + " before. " + change));
        Map<String, DataRecord.Source> then = recorded.sources();
        for (String part : now.keySet()) {
            DataRecord.Source source = then.get(part);
            if (source == null || !source.keys().equals(now.get(part).keys())) {
                refuse("it has other " + part + " examples than this run");
            }
            source.changedTo(now.get(part)).ifPresent(change -> refuse("the data differ. " + change));
        }
        if (!now.keySet().equals(then.keySet()) || !inputs(run.folder()).equals(inputs(from))) {
            refuse("it reads its data in another way (" + RunDirectory.DATA + ")");
        }
    }

    private static JsonNode inputs(Path run) throws IOException {
        return Json.read(run.resolve(RunDirectory.DATA), JsonNode.class).path("inputs");
    }

    private Path folder(String label) {
        return from.resolve(RunDirectory.STAGES).resolve(label);
    }

    /** Returns the Git revision with which a stage was computed, perhaps by a run from which the earlier run has taken it; null if unknown. */
    private String revision(String label) throws IOException {
        Path file = folder(label).resolve(FILE);
        return Files.isRegularFile(file) ? Json.read(file, Taken.class).gitRevision() : manifest.gitRevision();
    }

    private void copy(String label, RunDirectory run, Metrics metrics) throws IOException {
        String revision = revision(label);
        AtomicFiles.directory(run.stage(label), copy -> {
            Map<String, String> sums = new TreeMap<>();
            for (Path file : files(folder(label))) {
                String name = folder(label).relativize(file).toString();
                Path target = copy.resolve(name);
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
                String sum = new Fingerprint().add(target).hex();
                if (!sum.equals(new Fingerprint().add(file).hex())) {
                    throw new IOException("The copy of " + file + " has another SHA-256. Try again.");
                }
                sums.put(name, sum);
            }
            Taken taken = new Taken(from.toString(), revision, sums);
            AtomicFiles.write(copy.resolve(FILE), Json.page(taken));
        });
        for (MetricEvent event : MetricsFile.read(from.resolve(RunDirectory.METRICS))) {
            if (event.stage().equals(label)) {
                metrics.record(event);
            }
        }
    }

    /** The files of a stage but its checkpoints, from which nothing is resumed once it is complete. */
    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> !folder.relativize(file).startsWith(StageContext.CHECKPOINTS))
                    .filter(file -> !file.getFileName().toString().equals(FILE))
                    .sorted()
                    .toList();
        }
    }
}
