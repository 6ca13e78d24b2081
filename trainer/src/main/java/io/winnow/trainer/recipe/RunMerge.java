package io.winnow.trainer.recipe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.fingerprint.Fingerprint;
import io.winnow.models.pretrained.SafeTensors;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.merge.MergeFigures;
import io.winnow.trainer.merge.MergeKind;
import io.winnow.trainer.merge.MergedWeights;
import io.winnow.trainer.modality.Embedder;
import io.winnow.trainer.modality.EncoderConfig;
import io.winnow.trainer.modality.Inputs;
import io.winnow.trainer.model.WeightsChoice;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.Manifest;
import io.winnow.trainer.run.RunDirectory;
import io.winnow.trainer.run.RunStatus;
import io.winnow.trainer.run.StageSummary;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Merges the weights of two finished runs of one architecture that started from the same weights into a new run (FusionSent, arXiv
 * 2410.05770; fusionsent.md, section 8). The new run is a copy of the first one with the merged weights, which has not been evaluated yet.
 */
public final class RunMerge {
    private static final Set<String> LEFT_OUT = Set.of(
            ".lock",
            RunDirectory.RESULT,
            RunDirectory.METRICS,
            RunDirectory.PROGRESS,
            RunDirectory.LOG,
            RunDirectory.MANIFEST,
            "mlflow.json",
            "tensorboard",
            RunDirectory.STAGES);

    private final FinishedRun first;
    private final FinishedRun second;
    private final MergeKind kind;
    private final double share;

    /** @param share share of the second run, in [0, 1] */
    public RunMerge(FinishedRun first, FinishedRun second, MergeKind kind, double share) {
        this.first = first;
        this.second = second;
        this.kind = kind;
        this.share = share;
    }

    /** Origin of the weights, as merge.json has it. */
    private record Origin(
            List<String> runs, List<String> weights, MergeKind kind, double share, Map<String, Double> figures) {}

    /**
     * Writes the merged run. If this fails, no folder is left.
     *
     * @param target folder of the new run, which does not exist
     * @return in which way tensors were merged
     * @throws UserException if the runs do not fit together
     */
    public MergeFigures write(Path target, NDManager manager) throws IOException {
        requireSame();
        EncoderRecipe recipe = first.encoderRecipe();
        Path weights = first.judgedFile(WeightsChoice.LAST);
        Path others = second.judgedFile(WeightsChoice.LAST);
        try (NDManager scope = manager.newSubManager()) {
            MergedWeights merged =
                    MergedWeights.of(kind, share, Embedder.read(weights, scope), Embedder.read(others, scope), scope);
            merged.figures()
                    .requireRelated(first.folder().toString(), second.folder().toString());
            String stage = recipe.encoder().stage();
            AtomicFiles.directory(target, folder -> {
                copy(folder, stage);
                Path own = folder.resolve(first.folder().relativize(first.stage(stage)));
                save(own.resolve(weights.getFileName()), merged.weights());
                save(own.resolve(Representations.ENCODER), Embedder.withoutPrefix(merged.weights()));
                AtomicFiles.write(
                        own.resolve(StageContext.SUMMARY),
                        Json.page(new StageSummary(
                                stage, 0, null, merged.figures().metrics(), Map.of())));
                AtomicFiles.write(
                        folder.resolve("merge.json"),
                        Json.page(new Origin(
                                List.of(path(first), path(second)),
                                List.of(digest(weights), digest(others)),
                                kind,
                                share,
                                merged.figures().metrics())));
                AtomicFiles.write(folder.resolve(RunDirectory.MANIFEST), Json.page(manifest(target)));
            });
            return merged.figures();
        }
    }

    private void requireSame() throws IOException {
        EncoderRecipe.TrainedEncoder own = first.encoder();
        EncoderRecipe.TrainedEncoder other = second.encoder();
        if (!own.network().equals(other.network())) {
            throw new UserException(
                    "The runs have different encoders: that of " + first.folder() + " is " + said(own.network())
                            + ", and that of " + second.folder() + " is " + said(other.network())
                            + ". Only models of the same architecture and start can be merged.");
        }
        Inputs inputs = first.data().inputs();
        Inputs others = second.data().inputs();
        if (!fingerprint(inputs).equals(fingerprint(others))) {
            throw new UserException("The runs preprocess their " + own.data().unit()
                    + " differently, such as with another vocabulary, size or scale, so that one model cannot serve for both."
                    + " Compare the sections data of " + first.folder().resolve(RunDirectory.CONFIG) + " and "
                    + second.folder().resolve(RunDirectory.CONFIG) + ".");
        }
        boolean classifies = first.encoderRecipe().classifier(inputs).isPresent();
        if (classifies && second.encoderRecipe().classifier(others).isPresent()) {
            requireSameClasses(inputs.classes(), others.classes());
        }
    }

    private static String said(EncoderConfig network) throws IOException {
        return network.getClass().getAnnotation(Kind.class).value() + " " + Json.line(network);
    }

    private void requireSameClasses(List<String> own, List<String> others) {
        if (own.equals(others)) {
            return;
        }
        Optional<String> lacking =
                own.stream().filter(each -> !others.contains(each)).findFirst();
        Optional<String> further =
                others.stream().filter(each -> !own.contains(each)).findFirst();
        throw new UserException("The runs have different classes: "
                + lacking.map(each -> second.folder() + " lacks '" + each + "'")
                        .or(() -> further.map(each -> first.folder() + " lacks '" + each + "'"))
                        .orElse("they are in a different order")
                + ", so their heads cannot be merged. Train both on the same classes.");
    }

    private static String fingerprint(Inputs inputs) throws IOException {
        return inputs.preprocessing().addTo(new Fingerprint()).hex();
    }

    /** Copies the run as it was before its evaluation. Stages that follow the training depend on its weights, and are left out. */
    private void copy(Path folder, String trained) throws IOException {
        try (Stream<Path> files = Files.list(first.folder())) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (!LEFT_OUT.contains(name) && !name.endsWith(".tmp")) {
                    tree(file, folder.resolve(name));
                }
            }
        }
        for (Stage stage : first.experiment().recipe().stages()) {
            Path from = first.stage(stage.name());
            if (Files.isDirectory(from)) {
                tree(from, folder.resolve(first.folder().relativize(from)));
            }
            if (stage.name().equals(trained)) {
                return;
            }
        }
    }

    private static void tree(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path relative = from.relativize(file);
                boolean checkpoint = Stream.iterate(relative, path -> path != null, Path::getParent)
                        .anyMatch(path -> path.endsWith(StageContext.CHECKPOINTS));
                if (!checkpoint) {
                    Path copy = relative.toString().isEmpty() ? to : to.resolve(relative);
                    Files.createDirectories(copy.getParent());
                    Files.copy(file, copy);
                }
            }
        }
    }

    private static void save(Path file, Map<String, NDArray> weights) throws IOException {
        AtomicFiles.write(file, temporary -> SafeTensors.write(temporary, weights, Map.of("format", "winnow-1")));
    }

    private Manifest manifest(Path target) throws IOException {
        Manifest own = first.manifest();
        String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        return new Manifest(
                target.getFileName().toString(),
                own.recipe(),
                RunStatus.STOPPED,
                own.seed(),
                own.device(),
                own.threads(),
                now,
                now,
                0,
                Provenance.versions(),
                Provenance.gitRevision(),
                "Merged from " + first.folder() + " and " + second.folder() + ", and not evaluated yet.");
    }

    private static String path(FinishedRun run) {
        return run.folder().toAbsolutePath().normalize().toString();
    }

    private static String digest(Path weights) throws IOException {
        return new Fingerprint().add(weights).hex();
    }
}
