package io.winnow.trainer.recipe.web;

import io.winnow.datasets.Shown;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.trainer.evaluate.CorrectionReport;
import io.winnow.trainer.evaluate.Ranks;
import io.winnow.trainer.modality.RelabelledData;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.recipe.StageContext;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.TableFile;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * The labels after the correction, as JSON lines: of all training examples, and, in a second file, of those that are kept, from which any
 * training can learn ({@code labels.file}); and a table of the classes.
 *
 * @param given class of each training example in use as it was given (N)
 * @param trusted whether each is an anchor (N)
 * @param decided what became of them
 */
@SuppressWarnings("ArrayRecordComponent") // handed over; never compared
record CorrectedLabels(int[] given, boolean[] trusted, WebObjective.Decided decided) {
    /** Every training example in use, with what happened to its label. */
    static final String ALL = "corrections.jsonl";

    /** The examples that are kept. */
    static final String KEPT = "labels.jsonl";

    /** What became of the labels of each class. */
    static final String CLASSES = "classes.csv";

    private static final String DECISION = "decision.json";

    /** Share of the given labels of a class below which a person should look at what became of the others. */
    private static final double LEAST_KEPT = 0.25;

    /** What later stages need: the class of each training example in use, and whether it is kept. */
    @SuppressWarnings("ArrayRecordComponent") // handed over; never compared
    record Decision(int[] classes, boolean[] kept) {}

    void write(TaskData data, Path folder) throws IOException {
        Correction correction = decided.correction();
        AtomicFiles.write(folder.resolve(DECISION), Json.page(new Decision(correction.classes(), correction.kept())));
        write(data, folder.resolve(ALL), false);
        write(data, folder.resolve(KEPT), true);
        writeClasses(data, folder.resolve(CLASSES));
    }

    /** Writes the numbers of each given class and, if the true classes are known, how many labels are right. */
    private void writeClasses(TaskData data, Path file) throws IOException {
        List<String> names = data.trainLabels().classNames();
        Correction correction = decided.correction();
        List<CorrectionReport> reports = data.trueLabels()
                .map(truth -> CorrectionReport.byClass(
                        truth, given, correction.classes(), correction.kept(), trusted, names.size()))
                .orElse(List.of());
        List<String> shares = reports.isEmpty() ? List.of() : CorrectionReport.NAMES;
        List<List<Object>> rows = new ArrayList<>();
        for (int k = 0; k < names.size(); k++) {
            int own = k;
            List<Object> row = new ArrayList<>(List.of(
                    names.get(k),
                    count(i -> given[i] == own),
                    count(i -> given[i] == own && trusted[i]),
                    count(i -> given[i] == own
                            && correction.kept()[i]
                            && correction.classes()[i] == own),
                    count(i -> given[i] == own && correction.classes()[i] != own),
                    count(i -> given[i] != own && correction.classes()[i] == own)));
            for (String share : shares) {
                row.add(reports.get(k).metrics().get(share));
            }
            rows.add(row);
        }
        List<String> columns =
                new ArrayList<>(List.of("class", "given", "anchors", "kept", "corrected", "from_other_classes"));
        columns.addAll(shares);
        TableFile.write(file, columns, rows);
    }

    private long count(IntPredicate rule) {
        return IntStream.range(0, given.length).filter(rule).count();
    }

    private void write(TaskData data, Path target, boolean keptOnly) throws IOException {
        AtomicFiles.write(target, file -> {
            try (Writer out = Files.newBufferedWriter(file)) {
                for (int i = 0; i < given.length; i++) {
                    if (!keptOnly || decided.correction().kept()[i]) {
                        out.write(Json.line(line(data, i, keptOnly)) + "\n");
                    }
                }
            }
        });
    }

    private Map<String, Object> line(TaskData data, int row, boolean keptOnly) {
        ClassLabels labels = (ClassLabels) data.trainLabels();
        float[] scores = decided.scores();
        int count = labels.classCount();
        int own = decided.correction().classes()[row];
        int best = Ranks.largest(scores, row * count, count);
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("key", data.train().key(data.trainExamples()[row]));
        line.put("label", labels.classNames().get(own));
        line.put("given", labels.classNames().get(given[row]));
        line.put("anchor", trusted[row]);
        if (!keptOnly) {
            line.put("kept", decided.correction().kept()[row]);
        }
        line.put("corrected", own != given[row]);
        line.put("score", scores[row * count + own]);
        line.put("best", labels.classNames().get(best));
        line.put("best_score", scores[row * count + best]);
        return line;
    }

    /** Returns the metrics of the correction; those that need true labels only if these are known. */
    Map<String, Double> metrics(TaskData data) {
        int[] classes = decided.correction().classes();
        boolean[] kept = decided.correction().kept();
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("anchors", (double) count(i -> trusted[i]));
        metrics.put("kept", (double) count(i -> kept[i]) / kept.length);
        metrics.put("corrected", (double) count(i -> classes[i] != given[i]) / given.length);
        data.trueLabels()
                .ifPresent(truth -> metrics.putAll(CorrectionReport.of(truth, given, classes, kept, trusted)
                        .metrics()));
        return metrics;
    }

    /** Returns a warning that names the classes of which few labels are left; empty if there are none. */
    Optional<String> lost(List<String> names) {
        int[] before = new int[names.size()];
        int[] after = new int[names.size()];
        for (int i = 0; i < given.length; i++) {
            before[given[i]]++;
            after[given[i]] +=
                    decided.correction().kept()[i] && decided.correction().classes()[i] == given[i] ? 1 : 0;
        }
        List<String> lost = IntStream.range(0, before.length)
                .filter(k -> after[k] < LEAST_KEPT * before[k])
                .mapToObj(k -> names.get(k) + " (" + after[k] + " of " + before[k] + ")")
                .toList();
        return lost.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "Warning: in these classes, less than a quarter of the given labels are kept: " + Shown.of(lost)
                                + ". Either most of them were wrong, or the network has not learned to tell these classes apart. Look"
                                + " at the corrections with winnow report before you use the labels.");
    }

    /** Reads what {@link #write} left in a folder. */
    static Decision decision(Path folder) throws IOException {
        return Json.read(folder.resolve(DECISION), Decision.class);
    }

    /** Returns the data with the examples that are kept and their labels, as {@link #write} left them in the folder of a stage. */
    static TaskData cleaned(TaskData data, StageContext context, String stage) throws IOException {
        Decision decision = decision(context.folderOf(stage));
        int[] rows = IntStream.range(0, decision.kept().length)
                .filter(i -> decision.kept()[i])
                .toArray();
        return new RelabelledData(
                        data,
                        new ClassLabels(decision.classes(), data.trainLabels().classNames()))
                .select(rows);
    }
}
