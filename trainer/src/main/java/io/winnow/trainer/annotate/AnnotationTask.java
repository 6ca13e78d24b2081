package io.winnow.trainer.annotate;

import io.winnow.datasets.DataException;
import io.winnow.datasets.file.TextCharset;
import io.winnow.datasets.source.ClassFile;
import io.winnow.datasets.source.ClassInfo;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.ConfigReader;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Inline;
import io.winnow.trainer.run.InputPaths;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What annotators are asked, and who they are: a file task.yaml (llm-annotators.md, section 2). */
@Doc("What annotators are asked, and who they are.")
public record AnnotationTask(
        @Doc("The question, in a sentence or more, such as `What does the customer want?`")
        String instruction,

        @Doc(
                "The labels with their meanings. By default, those of labels_file, or the classes of the run that is annotated.")
        @Default("[]")
        List<Label> labels,

        @Doc("File with a record per label, instead of labels: label, and optionally name and description.")
        Optional<Path> labelsFile,

        @Inline ItemOptions items,

        @Doc(
                "Files with wordings of the question. {instruction}, {labels}, {examples} and {text} stand for their parts. Each model is"
                        + " asked with each wording. By default, two wordings that come with Winnow.")
        @Default("[]")
        List<Path> templates,

        @Doc(
                "File with some texts and their right labels, in the columns text and label, that are shown with the question.")
        Optional<Path> examples,

        @Doc("Who labels: language models, and models that stand in for them.")
        List<AnnotatorConfig> annotators,

        @Doc("Seed of the order of the options, which is drawn for each item and annotator, at least 0.") @Default("1")
        long seed) {
    public AnnotationTask {
        new Checks()
                .that(instruction == null || !instruction.isBlank(), "instruction", "must not be blank")
                .that(
                        labels == null || labels.isEmpty() || labelsFile.isEmpty(),
                        "labels_file",
                        "must be left out if labels are given")
                .that(
                        labels == null || labels.size() != 1,
                        "labels",
                        "must be at least two, since there is nothing to choose otherwise")
                .that(
                        labels == null
                                || labels.stream().map(Label::label).distinct().count() == labels.size(),
                        "labels",
                        "must not have a label twice")
                .that(annotators == null || !annotators.isEmpty(), "annotators", "must have at least one annotator")
                .that(
                        annotators == null || repeatedName(annotators).isEmpty(),
                        "annotators",
                        "must have different names; several are called "
                                + (annotators == null
                                        ? ""
                                        : repeatedName(annotators).orElse(""))
                                + ". Set name of all but one")
                .that(
                        annotators == null || sharedModel(annotators).isEmpty(),
                        "annotators",
                        "must not name models of different servers alike, since answers are kept by the name of the model; several"
                                + " servers have "
                                + (annotators == null
                                        ? ""
                                        : sharedModel(annotators).orElse("")))
                .that(seed >= 0, "seed", "must not be negative, found " + seed)
                .done();
    }

    /** A label and what it means. */
    @Doc("A label and what it means.")
    public record Label(
            @Doc("The label, as it is written into files.") String label,

            @Doc("The label in words. By default, the label with blanks for underscores and hyphens.")
            Optional<String> name,

            @Doc("What the label means, in a sentence.") Optional<String> description) {
        ClassInfo info() {
            return new ClassInfo(label, name.orElse(label), description, List.of());
        }
    }

    private static Optional<String> repeatedName(List<AnnotatorConfig> annotators) {
        Set<String> seen = new HashSet<>();
        return annotators.stream()
                .map(AnnotatorConfig::shownName)
                .filter(name -> !seen.add(name))
                .findFirst();
    }

    private static Optional<String> sharedModel(List<AnnotatorConfig> annotators) {
        Map<String, String> bases = new HashMap<>();
        for (AnnotatorConfig each : annotators) {
            if (each instanceof AnnotatorConfig.LanguageModel model && model.endpoint() != null) {
                String before = bases.putIfAbsent(
                        model.endpoint().model(), model.endpoint().base());
                if (before != null && !before.equals(model.endpoint().base())) {
                    return Optional.of(model.endpoint().model());
                }
            }
        }
        return Optional.empty();
    }

    /**
     * Reads a task. Paths in it are relative to the working directory, or to the folder of the file.
     *
     * @param assignments {@code KEY=VALUE} overrides
     */
    public static AnnotationTask read(Path file, List<String> assignments) {
        InputPaths.require(file);
        return InputPaths.allFrom(
                new ConfigReader().read(AnnotationTask.class, file, assignments),
                file.toAbsolutePath().getParent());
    }

    /** Returns whether a language model is among the annotators. */
    public boolean asksLanguageModels() {
        return annotators.stream().anyMatch(AnnotatorConfig.LanguageModel.class::isInstance);
    }

    /**
     * Returns the labels, with names in words.
     *
     * @param own class names of the annotated data, which are the labels if the task names none
     * @throws UserException if there are fewer than two, or if two have the same name
     */
    public List<ClassInfo> classes(List<String> own) throws IOException {
        List<ClassInfo> read = new ArrayList<>();
        if (labelsFile.isPresent()) {
            try {
                read.addAll(ClassFile.read(InputPaths.require(labelsFile.get()), TextCharset.UTF_8));
            } catch (DataException e) {
                throw new UserException(e.getMessage(), e);
            }
        } else if (labels.isEmpty()) {
            own.forEach(name -> read.add(new ClassInfo(name, name, Optional.empty(), List.of())));
        } else {
            labels.forEach(each -> read.add(each.info()));
        }
        if (read.size() < 2) {
            throw new UserException("The task has " + (read.isEmpty() ? "no labels" : "only one label")
                    + ", and an annotator needs at least two to choose from. List them with labels, or name a file of them with"
                    + " labels_file.");
        }
        List<ClassInfo> named = read.stream().map(AnnotationTask::inWords).toList();
        Map<String, Long> counts =
                named.stream().collect(Collectors.groupingBy(ClassInfo::name, Collectors.counting()));
        counts.forEach((name, count) -> {
            if (count > 1) {
                throw new UserException("Several labels of the task are called '" + name
                        + "' in words, so an annotator could not tell them apart. Give each a name of its own.");
            }
        });
        return named;
    }

    private static ClassInfo inWords(ClassInfo info) {
        String name = info.name().equals(info.label())
                ? info.label().replace('_', ' ').replace('-', ' ')
                : info.name();
        return new ClassInfo(info.label(), name, info.description(), info.parents());
    }
}
