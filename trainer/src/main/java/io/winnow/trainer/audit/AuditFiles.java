package io.winnow.trainer.audit;

import io.winnow.trainer.evaluate.Ranks;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.page.Page;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.TableFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Writes the results of an audit to files: {@code labels.csv}, {@code labels.jsonl}, and {@code audit.html} with thumbnails. */
public final class AuditFiles {
    private static final List<String> COLUMNS =
            List.of("key", "index", "given", "suggested", "corrected", "confidence", "wrong", "flagged");
    /** From this probability of a wrong label on, the column {@code corrected} has the suggested class. */
    private static final float SURELY_WRONG = 0.9f;

    private AuditFiles() {}

    /**
     * Writes all three files. Examples are sorted by the probability that their label is wrong, highest first. They are followed by the
     * images that the training read but did not use, with the label that they have, if any: so the list can label the next training even if
     * images are held out for testing or have no label.
     *
     * @param top number of examples on the page
     */
    public static void write(LabelAudit audit, Verdict verdict, TaskData data, int top, Path folder)
            throws IOException {
        int[] order = order(verdict.opinion().wrong());
        List<String> columns = new ArrayList<>(COLUMNS);
        columns.addAll(audit.opinions().keySet());
        Map<Integer, String> idle = data.idleLabels();
        Iterable<List<Object>> rows = () -> Stream.concat(
                        IntStream.of(order).mapToObj(row -> row(audit, verdict, data, row)),
                        idle.entrySet().stream()
                                .map(each -> idle(data, each.getKey(), each.getValue(), columns.size())))
                .iterator();
        TableFile.write(folder.resolve("labels.csv"), columns, rows);
        TableFile.write(folder.resolve("labels.jsonl"), columns, rows);
        AtomicFiles.write(folder.resolve("audit.html"), page(audit, verdict, data, order, top));
    }

    /** Returns the rows in descending order of their probability, and among equal ones in ascending order. */
    static int[] order(float[] wrong) {
        return Ranks.descending(wrong);
    }

    private static List<Object> row(LabelAudit audit, Verdict verdict, TaskData data, int row) {
        Opinion opinion = verdict.opinion();
        List<String> names = audit.given().classNames();
        int example = data.trainExamples()[row];
        String given = names.get(audit.given().classes()[row]);
        String suggested = names.get(opinion.suggested()[row]);
        List<Object> values = new ArrayList<>(List.of(
                data.train().key(example),
                example,
                given,
                suggested,
                // Other labels stay: the most probable class of an image is wrong more often than its label is.
                verdict.wrong()[row] >= SURELY_WRONG ? suggested : given,
                opinion.confidence()[row],
                verdict.wrong()[row],
                audit.flagged()[row]));
        audit.opinions().values().forEach(each -> values.add(each.wrong()[row]));
        return values;
    }

    private static List<Object> idle(TaskData data, int example, String label, int columns) {
        Object given = label.isEmpty() ? null : label;
        Object[] values = new Object[columns];
        values[COLUMNS.indexOf("key")] = data.train().key(example);
        values[COLUMNS.indexOf("index")] = example;
        values[COLUMNS.indexOf("given")] = given;
        values[COLUMNS.indexOf("corrected")] = given;
        return Arrays.asList(values);
    }

    private static String page(LabelAudit audit, Verdict verdict, TaskData data, int[] order, int top)
            throws IOException {
        List<Map<String, Object>> cards = new ArrayList<>();
        Opinion opinion = verdict.opinion();
        for (int i = 0; i < Math.min(top, order.length); i++) {
            int row = order[i];
            int example = data.trainExamples()[row];
            Map<String, Object> card = new LinkedHashMap<>(Map.of(
                    "key",
                    data.train().key(example),
                    "given",
                    audit.given().classes()[row],
                    "suggested",
                    opinion.suggested()[row],
                    "confidence",
                    opinion.confidence()[row],
                    "wrong",
                    verdict.wrong()[row]));
            Page.put(card, data.preview(example));
            cards.add(card);
        }
        Map<String, Object> content = Map.of(
                "name",
                data.train().name(),
                "method",
                verdict.method(),
                "examples",
                order.length,
                "estimate",
                verdict.estimate().sentence(),
                "classes",
                audit.given().classNames(),
                "cards",
                cards);
        return Page.fill(AuditFiles.class, "page.html", content);
    }
}
