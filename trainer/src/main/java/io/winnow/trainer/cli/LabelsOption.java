package io.winnow.trainer.cli;

import ai.djl.ndarray.NDManager;
import io.winnow.datasets.file.TextFile;
import io.winnow.datasets.source.ClassFile;
import io.winnow.datasets.source.ClassInfo;
import io.winnow.trainer.model.TrainedModel;
import io.winnow.trainer.predict.Templates;
import io.winnow.trainer.predict.ZeroShotModel;
import io.winnow.trainer.run.InputPaths;
import io.winnow.trainer.run.UserException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options with which a model that has an encoder of texts becomes a classifier without training. */
final class LabelsOption {
    private static final List<String> USUAL = List.of("a photo of a " + Templates.NAME + ".");

    @Option(
            names = "--labels",
            paramLabel = "FILE",
            description =
                    "Classes to choose from without training, for a model that has an encoder of texts as well (CLIP, SigLIP): a .txt file with"
                            + " a class per line, or a file of records (.csv, .jsonl) with label and, if the texts are to say something else,"
                            + " name.")
    private Optional<Path> labels = Optional.empty();

    @Option(
            names = "--template",
            paramLabel = "TEXT",
            description =
                    "Text for a class, in which {} stands for its name, or for a caption, in which {} stands for it. Several are averaged."
                            + " Default: 'a photo of a {}.' for a class; the caption as it is.")
    private List<String> templates = List.of();

    /** Returns the model as a classifier of the named classes, or the model itself if none are named. */
    TrainedModel of(TrainedModel model, Path name, NDManager manager) throws IOException {
        if (labels.isEmpty()) {
            if (!templates.isEmpty()) {
                throw new UserException("--template can only be used with --labels. Leave it out.");
            }
            return model;
        }
        return ZeroShotModel.of(
                model,
                name.toString(),
                classes(labels.get()),
                new Templates(templates.isEmpty() ? USUAL : templates),
                manager);
    }

    /**
     * Requires that no classes are named, since a run has classes of its own.
     *
     * @throws UserException if classes are named
     */
    void requireNone(Path run) {
        if (isGiven()) {
            throw new UserException(
                    "--labels can only be used for a published model of images and texts, not for the run " + run
                            + ". Leave it out.");
        }
    }

    /** What is said of an item in a caption. */
    Templates captions() {
        return templates.isEmpty() ? Templates.CAPTION : new Templates(templates);
    }

    /** Whether classes are named. */
    boolean isGiven() {
        return labels.isPresent();
    }

    private static List<ClassInfo> classes(Path file) throws IOException {
        InputPaths.require(file);
        if (!file.toString().endsWith(".txt")) {
            return ClassFile.read(file, Optional.empty());
        }
        List<String> lines;
        try (BufferedReader reader = TextFile.open(file, Optional.empty())) {
            lines = reader.lines().toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        List<ClassInfo> classes = lines.stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .map(line -> new ClassInfo(line, line, Optional.empty(), List.of()))
                .toList();
        if (classes.isEmpty()
                || classes.stream().map(ClassInfo::label).distinct().count() < classes.size()) {
            throw new UserException(file + (classes.isEmpty() ? " has no class" : " has a class twice")
                    + ". It must have each class once, one per line.");
        }
        return classes;
    }
}
