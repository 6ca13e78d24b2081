package io.winnow.trainer.loop;

import io.winnow.datasets.file.FileRecord;
import io.winnow.datasets.file.RecordFile;
import io.winnow.datasets.file.RecordOptions;
import io.winnow.trainer.labelling.LabellingItem;
import io.winnow.trainer.run.TableFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A round: the items that were chosen together.
 *
 * @param number its number; 0 for the test items
 * @param folder its folder
 * @param items what was chosen, in the order in which people see it
 */
public record LoopRound(int number, Path folder, List<Selected> items) {
    static final String SELECTED = "selected.csv";
    static final String REPORT = "report.json";
    private static final List<String> COLUMNS =
            List.of("rank", "id", "strategy", "score", "guess", "p", "blind", "annotators");
    private static final RecordOptions OPTIONS = RecordOptions.of("file of a round");

    /**
     * An item that was chosen.
     *
     * @param strategy strategy that chose it; random items are a sample of all that were not asked before
     * @param score number by which it was chosen; empty if it was drawn
     * @param guesses classes that the model gave it, each with its probability; none if there was no model
     * @param blind whether people do not see the guess
     * @param annotators number of people who are to label it
     */
    public record Selected(
            String id,
            String strategy,
            Optional<Double> score,
            List<LabellingItem.Guess> guesses,
            boolean blind,
            int annotators) {}

    void write() throws IOException {
        List<List<Object>> rows = new ArrayList<>();
        for (Selected each : items) {
            rows.add(Arrays.asList(
                    rows.size() + 1,
                    each.id,
                    each.strategy,
                    each.score.map(LoopRound::number).orElse(null),
                    LabellingItem.names(each.guesses),
                    LabellingItem.probabilities(each.guesses),
                    each.blind,
                    each.annotators));
        }
        TableFile.write(folder.resolve(SELECTED), COLUMNS, rows);
    }

    static String number(double value) {
        return String.format(Locale.ROOT, "%.5g", value);
    }

    static LoopRound read(int number, Path folder) throws IOException {
        RecordFile records = RecordFile.read(folder.resolve(SELECTED), OPTIONS);
        List<Selected> items = new ArrayList<>();
        for (FileRecord row : records.rows()) {
            items.add(new Selected(
                    row.get("id"),
                    row.get("strategy"),
                    row.find("score").map(Double::valueOf),
                    LabellingItem.guesses(row.find("guess"), row.find("p")),
                    Boolean.parseBoolean(row.get("blind")),
                    Integer.parseInt(row.get("annotators"))));
        }
        return new LoopRound(number, folder, items);
    }

    /** Returns the number of items without an answer. */
    public long unanswered(AnswerLog answers) {
        return items.stream()
                .filter(each -> !answers.current().containsKey(each.id))
                .count();
    }
}
