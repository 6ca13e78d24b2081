package io.winnow.trainer.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** The options that answer the questions of {@code winnow new}. Each has the name of its question. */
final class AnswerOptions {
    @Option(
            names = "--files",
            paramLabel = "KIND",
            description =
                    "What the records of a file are: texts, listed-images (records that name image files), rows (of"
                            + " numbers, categories and texts) or table-pairs.")
    private String files;

    @Option(
            names = "--known",
            paramLabel = "KIND",
            description = "What is known of each example: nothing, class, noisy-class (many labels are wrong), classes"
                    + " (several, all noted), some-classes (several, some not noted), candidates (several, one"
                    + " of them right), votes (of several people), shares, order (a level of a scale) or number.")
    private String known;

    @Option(
            names = "--input",
            paramLabel = "COLUMNS",
            description =
                    "Columns of the texts, of the image files, or of the values that may be learned from, separated by"
                            + " commas.")
    private String input;

    @Option(
            names = "--root",
            paramLabel = "DIR",
            description = "Folder of the image files that records name, if it is not that of the file of records.")
    private String root;

    @Option(
            names = "--label",
            paramLabel = "COLUMNS",
            description =
                    "Column that says what is known; or several, separated by commas or as a pattern such as p_*.")
    private String label;

    @Option(
            names = "--separator",
            paramLabel = "TEXT",
            description = "What separates the classes in a cell with several classes, such as ';'.")
    private String separator;

    @Option(
            names = "--annotator",
            paramLabel = "COLUMN",
            description = "Column of the annotator, if each record is a vote.")
    private String annotator;

    @Option(
            names = "--key",
            paramLabel = "COLUMN",
            description = "Column that names the example, if each record is a vote.")
    private String key;

    @Option(
            names = "--levels",
            paramLabel = "LEVELS",
            description = "Levels of an ordered scale from the lowest to the highest, separated by commas.")
    private String levels;

    @Option(
            names = "--time",
            paramLabel = "TIME",
            description =
                    "How long the training may take on two CPU cores, such as 10m or 2h. It sets the number of epochs,"
                            + " and for images their size. It is an estimate.")
    private String time;

    /** Returns the answers that were given, by the names of the options. */
    Map<String, String> given() {
        Map<String, String> given = new LinkedHashMap<>();
        put(given, "--files", files);
        put(given, "--known", known);
        put(given, "--input", input);
        put(given, "--root", root);
        put(given, "--label", label);
        put(given, "--separator", separator);
        put(given, "--annotator", annotator);
        put(given, "--key", key);
        put(given, "--levels", levels);
        put(given, "--time", time);
        return given;
    }

    private static void put(Map<String, String> given, String flag, String answer) {
        if (answer != null) {
            given.put(flag, answer);
        }
    }
}
