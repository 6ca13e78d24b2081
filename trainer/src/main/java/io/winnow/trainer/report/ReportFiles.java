package io.winnow.trainer.report;

import io.winnow.trainer.page.Block;
import io.winnow.trainer.page.Page;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes a report to files: a page, numbers, findings, metadata and the questions that are to be answered. */
public final class ReportFiles {
    /** The key of {@code report.json} that says that Winnow wrote it, with the version of its form. */
    static final String MARK = "winnow_data_report";

    /** The page for people. */
    public static final String PAGE = "report.html";
    /** The answers of people, which a report keeps. */
    public static final String ANSWERS = "answers.yaml";

    /** The part that has the examples of the classes. */
    public static final String EXAMPLES = "examples";

    private static final String NUMBERS = "report.json";
    private static final String FINDINGS = "findings.jsonl";
    private static final String TEMPLATE = "report.html";
    private static final int VERSION = 1;
    private static final int SHOWN_KEYS = 10;

    private ReportFiles() {}

    /**
     * Requires that a report can be written to a folder without replacing files of somebody else.
     *
     * @throws UserException if it has files of these names, but no {@code report.json} that a report wrote
     */
    public static void requireOurs(Path folder) throws IOException {
        List<Path> present = List.of(PAGE, NUMBERS, FINDINGS, Metadata.FILE).stream()
                .map(folder::resolve)
                .filter(Files::exists)
                .toList();
        if (present.isEmpty() || isReport(folder.resolve(NUMBERS))) {
            return;
        }
        throw new UserException(folder + " has "
                + present.stream().map(each -> each.getFileName().toString()).collect(Collectors.joining(", "))
                + ", which no report has written, and which would be replaced. Choose another --output.");
    }

    /**
     * Requires that the answers that a report keeps are those that it is given, since they would be replaced by these.
     *
     * @param given answers of the user
     * @param file file of these answers
     * @throws UserException if the folder has other answers
     */
    public static void requireKept(Answers given, Path file, Path folder) {
        Path kept = folder.resolve(ANSWERS);
        if (!Files.exists(kept)) {
            return;
        }
        Answers older = Answers.read(kept);
        if (!older.equals(Answers.none()) && !older.equals(given)) {
            throw new UserException(kept + " has other answers than " + file
                    + ", and they would be replaced. Leave out --answers to use them, or move them away.");
        }
    }

    private static boolean isReport(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try {
            return Json.read(file, Map.class).get(MARK) instanceof Number;
        } catch (IOException e) {
            return false; // not JSON: not ours
        }
    }

    /**
     * Returns the files that {@link #write} replaces, without those that it reads from an older report and continues: the numbers to compare
     * with, and the answers.
     */
    public static Stream<Path> written(Path folder) {
        return Stream.of(PAGE, FINDINGS, Metadata.FILE).map(folder::resolve);
    }

    /**
     * Writes the files.
     *
     * @param old an older {@code report.json} to compare with
     * @param seconds time that the report took
     * @return properties of Croissant that nobody has said
     */
    public static List<String> write(Report report, ReportInput input, Optional<Path> old, double seconds, Path folder)
            throws IOException {
        Files.createDirectories(folder);
        Map<String, Object> numbers = new LinkedHashMap<>();
        numbers.put(MARK, VERSION);
        numbers.put("name", report.name());
        numbers.put("badges", report.badges());
        numbers.put("parts", parts(report));
        numbers.put("findings", report.findings());
        numbers.put("seed", input.options().seed());
        numbers.put("seconds", seconds);
        // The old report may be the one that is replaced, so it is read first.
        Optional<Block.Table> changes =
                old.isPresent() ? Optional.of(Comparison.of(old.get(), report)) : Optional.empty();
        changes.ifPresent(table -> numbers.put("changes", table.rows()));
        Object fingerprint = report.part("overview").figures().get("fingerprint");
        Map<String, Object> croissant = Croissant.of(input, fingerprint.toString());
        AtomicFiles.group(folder, temporary -> {
            AtomicFiles.write(
                    temporary.resolve(FINDINGS),
                    report.findings().stream()
                            .map(each -> Json.line(each) + "\n")
                            .collect(Collectors.joining()));
            AtomicFiles.write(temporary.resolve(Metadata.FILE), Json.page(croissant));
            AtomicFiles.write(temporary.resolve(ANSWERS), input.answers().yaml());
            AtomicFiles.write(temporary.resolve(PAGE), page(report, input, changes, seconds));
            AtomicFiles.write(temporary.resolve(NUMBERS), Json.page(numbers));
        });
        return Croissant.missing(croissant);
    }

    /** Returns the numbers of each module by its key. */
    static Map<String, Object> parts(Report report) {
        Map<String, Object> parts = new LinkedHashMap<>();
        report.parts().forEach(each -> parts.put(each.id(), each.figures()));
        return parts;
    }

    private static String page(Report report, ReportInput input, Optional<Block.Table> changes, double seconds)
            throws IOException {
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("title", "Report on " + report.name());
        page.put("badges", report.badges());
        page.put("findings", report.findings().stream().map(ReportFiles::shown).toList());
        changes.ifPresent(table -> page.put("changes", table));
        page.put("parts", report.parts().stream().map(ReportFiles::shown).toList());
        page.put(
                "footer",
                String.format(
                        Locale.ROOT,
                        "Computed in %.0f s with seed %d; the Java heap held %d MiB at the end. All numbers and keys are in"
                                + " report.json and findings.jsonl.",
                        seconds,
                        input.options().seed(),
                        (Runtime.getRuntime().totalMemory()
                                        - Runtime.getRuntime().freeMemory())
                                >> 20));
        return Page.fill(ReportFiles.class, TEMPLATE, page);
    }

    private static Map<String, Object> shown(Finding finding) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("severity", finding.severity());
        shown.put("what", finding.what());
        shown.put("advice", finding.advice());
        shown.put("keys", finding.keys().stream().limit(SHOWN_KEYS).toList());
        shown.put("more", Math.max(0, finding.keys().size() - SHOWN_KEYS));
        return shown;
    }

    private static Map<String, Object> shown(Report.Part part) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("id", part.id());
        shown.put("title", part.title());
        shown.put("lacks", part.lacks());
        shown.put("blocks", part.blocks());
        return shown;
    }

    /**
     * Requires that a page for annotators can be written.
     *
     * @throws UserException if the report has no examples
     */
    public static void requireExamples(Report report) {
        Report.Part examples = report.part(EXAMPLES);
        if (examples.lacks() != null) {
            throw new UserException("--instructions needs examples of the classes. " + examples.lacks());
        }
    }

    /** Writes the page for annotators: the examples of the classes alone. */
    public static void writeInstructions(Report report, Path file) throws IOException {
        Report.Part examples = report.part(EXAMPLES);
        List<Block> cards =
                examples.blocks().stream().filter(Block.Cards.class::isInstance).toList();
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("title", "How to label " + report.name());
        page.put("badges", List.of());
        page.put("findings", List.of());
        page.put("parts", List.of(shown(new Report.Part(EXAMPLES, "Examples of the classes", null, Map.of(), cards))));
        page.put("footer", "");
        AtomicFiles.write(file, Page.fill(ReportFiles.class, TEMPLATE, page));
    }
}
