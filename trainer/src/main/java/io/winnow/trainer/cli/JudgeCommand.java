package io.winnow.trainer.cli;

import io.winnow.trainer.annotate.AnnotationOutcome;
import io.winnow.trainer.annotate.Combination;
import io.winnow.trainer.annotate.JudgeCalibration;
import io.winnow.trainer.annotate.Judgement;
import io.winnow.trainer.annotate.KnownLabels;
import io.winnow.trainer.annotate.LabelledFile;
import io.winnow.trainer.annotate.ProbabilityFile;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.TableFile;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code winnow annotations judge}. */
@Command(
        name = "judge",
        description =
                "Compares given labels with those of annotators, and writes a new file: with flags, without the records whose labels are"
                        + " surely wrong, with other labels in their place, or with weights.",
        mixinStandardHelpOptions = true)
final class JudgeCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "ANNOTATIONS",
            description =
                    "Folder of `winnow annotate`, its probabilities.jsonl, or a file with the columns key, annotator and label.")
    private Path annotations;

    @Option(
            names = "--labels",
            paramLabel = "FILE",
            required = true,
            description =
                    "File with the given labels. Its other columns are copied: JSON values unchanged (into .csv as JSON texts), and"
                            + " CSV values without surrounding blanks.")
    private Path labels;

    @Option(
            names = "--key-column",
            paramLabel = "NAME",
            description =
                    "Column of --labels with the keys. Default: key. Without it, the keys are the numbers of the records.")
    private Optional<String> keyColumn = Optional.empty();

    @Option(names = "--label-column", paramLabel = "NAME", description = "Column of the label in this file.")
    private Optional<String> labelColumn = Optional.empty();

    @Option(names = "--output", paramLabel = "FILE", required = true, description = "File to write: .csv or .jsonl.")
    private Path output;

    @Option(
            names = "--action",
            paramLabel = "ACTION",
            defaultValue = "flag",
            description =
                    "What becomes of a label that is flagged with a confidence of at least --above. flag: it stays; filter: its record is"
                            + " left out; flip: the suggested label takes its place; weight: its record gets the weight 1 - P(wrong) in the"
                            + " column judge_weight, and all others 1. Default: ${DEFAULT-VALUE}")
    private JudgedFile.Action action;

    @Option(
            names = "--flag",
            paramLabel = "P",
            description =
                    "Smallest confidence with which a label is flagged, if another one is the most probable. Default: ${DEFAULT-VALUE}")
    private double flag = 0.5;

    @Option(
            names = "--above",
            paramLabel = "P",
            description =
                    "Smallest confidence with which filter, flip and weight change a record. Default: ${DEFAULT-VALUE}")
    private double above = 0.95;

    @Option(
            names = "--combine",
            paramLabel = "METHOD",
            defaultValue = "mean",
            description =
                    "How several annotators become one opinion. mean: the mean of their probabilities; dawid_skene: the posterior from"
                            + " their most probable labels; regression: a logistic regression that is fitted to the labels of"
                            + " --truth, at least 100. Default: ${DEFAULT-VALUE}")
    private Combination combine;

    @Option(
            names = "--truth",
            paramLabel = "FILE",
            description = "File with the right labels of some records, by key. At least 100 are needed to calibrate the"
                    + " probabilities, by temperature scaling.")
    private Optional<Path> truth = Optional.empty();

    @Option(
            names = "--levels",
            paramLabel = "LABEL",
            split = ",",
            description =
                    "The labels from the lowest to the highest, if they are levels. Then a label is flagged only if it differs by more than"
                            + " one level.")
    private List<String> levels = List.of();

    @Option(names = "--json", description = "Prints the result as one JSON object.")
    private boolean json;

    @Option(names = "--force", description = "Replaces the output file if it exists already.")
    private boolean force;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        requireShare("--flag", flag);
        requireShare("--above", above);
        TableFile.requireWritable(output);
        Outputs.requireFile("--output", output, force);
        AnnotationOutcome outcome = ProbabilityFile.read(annotations);
        LabelledFile file = LabelledFile.read(labels, keyColumn, labelColumn);
        requireLevels(outcome);
        double[][] probabilities = byRecord(file, outcome);
        Optional<int[]> known = truth.isPresent()
                ? Optional.of(KnownLabels.read(truth.get(), file.keys(), outcome.labels()))
                : Optional.empty();
        Optional<JudgeCalibration> calibration = known.map(each -> JudgeCalibration.of(probabilities, each));
        calibration.filter(each -> each.temperature() != null).ifPresent(each -> {
            for (int i = 0; i < probabilities.length; i++) {
                probabilities[i] =
                        probabilities[i] == null ? null : JudgeCalibration.at(probabilities[i], each.temperature());
            }
        });
        Judgement judged = Judgement.of(probabilities, file.labels(), outcome.labels(), levels, flag);
        if (action == JudgedFile.Action.FLIP) {
            judged.requireFewFlips(above);
        }
        JudgedFile.write(output, file, judged, action, above);
        print(file, probabilities, judged, calibration, known.map(each -> judged.detection(each, probabilities)));
        return 0;
    }

    private static void requireShare(String option, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new UserException(option + " must lie between 0 and 1; found " + value + ".");
        }
    }

    private void requireLevels(AnnotationOutcome outcome) {
        if (!levels.isEmpty() && !List.copyOf(levels).containsAll(outcome.labels())) {
            throw new UserException("--levels must name all labels in their order: "
                    + String.join(", ", outcome.labels()) + "; found " + String.join(", ", levels) + ".");
        }
    }

    /** Returns the probabilities of each record of the labelled file (N, K); null for one that no annotator saw. */
    private double[][] byRecord(LabelledFile file, AnnotationOutcome outcome) throws IOException {
        int[] truthOfItems = new int[outcome.keys().size()];
        Arrays.fill(truthOfItems, -1);
        if (truth.isPresent()) {
            truthOfItems = KnownLabels.read(truth.get(), outcome.keys(), outcome.labels());
        }
        double[][] combined = combine.of(outcome, truthOfItems);
        Map<String, Integer> items = new HashMap<>();
        for (int i = 0; i < outcome.keys().size(); i++) {
            items.put(outcome.keys().get(i), i);
        }
        double[][] own = new double[file.keys().size()][];
        int found = 0;
        for (int i = 0; i < own.length; i++) {
            Integer item = items.get(file.keys().get(i));
            own[i] = item == null ? null : combined[item];
            found += own[i] == null ? 0 : 1;
        }
        if (found == 0) {
            throw new UserException("The annotations name no record of " + labels + ": they have keys such as "
                    + outcome.keys().get(0) + ", and the file has keys such as "
                    + file.keys().get(0) + ". Name the column of the keys with --key-column.");
        }
        return own;
    }

    private void print(
            LabelledFile file,
            double[][] probabilities,
            Judgement judged,
            Optional<JudgeCalibration> calibration,
            Optional<Map<String, Double>> detection) {
        int seen =
                (int) Arrays.stream(probabilities).filter(each -> each != null).count();
        int sure = 0;
        for (boolean each : judged.sure(above)) {
            sure += each ? 1 : 0;
        }
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("records", file.keys().size());
        figures.put("judged", seen);
        figures.put("flagged", judged.flags());
        figures.put("above", sure);
        figures.put("action", action.name().toLowerCase(Locale.ROOT));
        figures.put("calibration", calibration);
        figures.put("detection", detection);
        figures.put("output", output.toString());
        String text = String.format(
                Locale.ROOT,
                "%d records, of which annotators labelled %d. They contradict %d labels with a confidence of at least %s, and %d"
                        + " with at least %s.%n%s%nWrote %s.",
                file.keys().size(),
                seen,
                judged.flags(),
                flag,
                sure,
                above,
                calibration
                        .map(each -> text(each)
                                + System.lineSeparator()
                                + ResultTable.of(Map.of("annotators", detection.orElseThrow())))
                        .orElse("The confidence is not calibrated: give the right labels of at least "
                                + JudgeCalibration.LEAST + " records with --truth."),
                output);
        spec.commandLine().getOut().println(json ? Json.line(figures) : text);
    }

    private static String text(JudgeCalibration calibration) {
        String start = String.format(
                Locale.ROOT,
                "Of %d records with a known label, the annotators are right on %.1f%%; the expected calibration error is %.3f.",
                calibration.truths(),
                100 * calibration.right(),
                calibration.error());
        return start
                + (calibration.temperature() == null
                        ? " That is too few to calibrate the confidence, which needs " + JudgeCalibration.LEAST + "."
                        : String.format(
                                Locale.ROOT,
                                " The confidence was calibrated by the temperature %.2f, after which the error on these records is %.3f.",
                                calibration.temperature(),
                                calibration.errorAfter()));
    }
}
