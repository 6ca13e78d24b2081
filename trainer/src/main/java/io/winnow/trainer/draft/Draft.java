package io.winnow.trainer.draft;

import io.winnow.trainer.run.ShellQuote;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A drafted configuration.
 *
 * @param method the method, in a few words
 * @param reason why this method, as one sentence
 * @param seconds estimated time of the training on two idle CPU cores
 * @param budget what the user wanted it to be
 * @param body the YAML below the comment at the beginning
 */
public record Draft(String method, String reason, double seconds, long budget, String body) {
    private static final int WIDTH = 118;
    private static final Pattern BLANKS = Pattern.compile("\\s+");

    /** Returns the estimate and where it comes from, as sentences. */
    public String time() {
        String estimate = "About " + Budget.words(seconds)
                + " on two idle CPU cores: an estimate from measurements in trainer/docs/results-notebook.md. Slow or"
                + " busy cores took three times as long; a GPU takes a small part of it.";
        return seconds <= 1.2 * budget
                ? estimate
                : estimate + " The wanted " + Budget.words((double) budget)
                        + " are too short for these data: set a limit on the training examples, such as data.limit:"
                        + " 1000.";
    }

    /**
     * Returns the whole file.
     *
     * @param title what the configuration is for, as a sentence
     * @param command the command that writes it, as unquoted arguments
     * @param file how the user calls the file
     */
    public String yaml(String title, List<String> command, String file) {
        List<String> lines = new ArrayList<>();
        comment(lines, title);
        comment(lines, "Method: " + method + ". " + reason);
        comment(lines, "Time: " + time());
        comment(
                lines,
                "trainer/docs/configuration.md explains every key, and `winnow config show` prints all of them.");
        lines.add("#   " + ShellQuote.winnow(List.of("train", file)));
        lines.add("# Written by:");
        lines.add("#   " + ShellQuote.winnow(command).replaceAll("\\R", " "));
        return String.join("\n", lines) + "\n" + body;
    }

    /** Wraps a text into lines of comments. */
    private static void comment(List<String> lines, String text) {
        StringBuilder line = new StringBuilder("#");
        for (String word : (Iterable<String>) BLANKS.splitAsStream(text.strip())::iterator) {
            if (line.length() + word.length() >= WIDTH) {
                lines.add(line.toString());
                line = new StringBuilder("#");
            }
            line.append(' ').append(word);
        }
        lines.add(line.toString());
    }
}
