package io.winnow.trainer.cli;

import io.winnow.trainer.annotate.Judgement;
import io.winnow.trainer.annotate.LabelledFile;
import io.winnow.trainer.run.TableFile;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A labelled file with what annotators say of its labels in further columns. */
final class JudgedFile {
    private static final List<String> ADDED =
            List.of("judge_given", "judge_suggested", "judge_confidence", "judge_wrong", "judge_flagged");
    private static final String WEIGHT = "judge_weight";

    private JudgedFile() {}

    /** What becomes of labels that are surely wrong. */
    enum Action {
        /** They stay. */
        FLAG,
        /** Their records are left out. */
        FILTER,
        /** The suggested label takes their place. */
        FLIP,
        /** Their records get a lower weight. */
        WEIGHT
    }

    /**
     * Writes a file.
     *
     * @param above least confidence of a flag from which a label is surely wrong
     * @throws UserException if the labelled file has the further columns already
     */
    static void write(Path output, LabelledFile file, Judgement judged, Action action, double above)
            throws IOException {
        GivenRecords given = GivenRecords.of(file.records(), TableFile.isLines(output));
        List<String> columns = new ArrayList<>(given.columns());
        for (String added : ADDED) {
            if (columns.contains(added)) {
                throw new UserException(file.records().file() + " has the column " + added
                        + " already, so it comes from this command. Name the file with the labels as they were given.");
            }
        }
        boolean[] sure = judged.sure(above);
        List<List<Object>> rows = new ArrayList<>();
        for (int i = 0; i < sure.length; i++) {
            if (action != Action.FILTER || !sure[i]) {
                rows.add(row(file, given, judged, i, sure[i], action));
            }
        }
        columns.addAll(ADDED);
        if (action == Action.WEIGHT) {
            columns.add(WEIGHT);
        }
        TableFile.write(output, columns, rows);
    }

    private static List<Object> row(
            LabelledFile file, GivenRecords given, Judgement judged, int i, boolean sure, Action action)
            throws IOException {
        String suggested = judged.labels().get(judged.suggested()[i]);
        List<Object> row = new ArrayList<>(given.rows().get(i));
        if (action == Action.FLIP && sure) {
            int label = given.columns().indexOf(file.labelColumn());
            if (label < 0) {
                throw new UserException("The column " + file.labelColumn() + " of "
                        + file.records().file()
                        + " is inside objects, where labels cannot be replaced. Use another --action, or write the labels"
                        + " as a column of their own.");
            }
            row.set(label, GivenRecords.label(suggested, row.get(label)));
        }
        row.addAll(Arrays.asList(
                file.labels().get(i), suggested, judged.confidence()[i], judged.wrong()[i], judged.flagged()[i]));
        if (action == Action.WEIGHT) {
            row.add(sure ? 1 - judged.wrong()[i] : 1.0);
        }
        return row;
    }
}
