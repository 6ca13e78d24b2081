package io.winnow.trainer.predict;

import io.winnow.datasets.DataException;
import io.winnow.datasets.Shown;
import io.winnow.datasets.file.Gaps;
import io.winnow.datasets.file.RecordFile;
import io.winnow.datasets.file.RecordOptions;
import io.winnow.datasets.file.TextCharset;
import io.winnow.datasets.label.Examples;
import io.winnow.datasets.label.GivenNames;
import io.winnow.datasets.label.LabelFile;
import io.winnow.datasets.label.LabelFileOptions;
import io.winnow.trainer.evaluate.CorrectedTest;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Corrected labels of test examples from a file with the columns {@code key} and {@code corrected}, of which the latter is empty if an
 * example has no single right class. If there is a column {@code given}, it must have the labels of the data. Examples that the file does
 * not name keep their label.
 */
public final class Corrections {
    private static final String CORRECTED = "corrected";
    private static final String GIVEN = "given";

    private Corrections() {}

    /**
     * Reads a file.
     *
     * @param option option of the command line that names the file, for messages
     * @param test test examples with the classes of a model
     * @throws UserException if columns are missing, a key or a class is unknown, or given labels are not those of the data
     */
    public static CorrectedTest read(String option, Path file, ModelJudge.Predicted test) throws IOException {
        try {
            List<String> columns = RecordFile.read(file, RecordOptions.ofLabels(TextCharset.UTF_8))
                    .columns();
            if (!columns.contains(CORRECTED)) {
                throw new UserException(option + ": " + file + " needs the columns key and corrected, with the right"
                        + " class of each checked test example; it has " + Shown.of(columns)
                        + ". Leave corrected empty for an example that has no single right class.");
            }
            GivenNames corrected = column(file, CORRECTED, test);
            int[] classes = corrected.classes(test.names());
            if (columns.contains(GIVEN)) {
                requireGiven(option, file, column(file, GIVEN, test), test);
            }
            boolean[] kept = new boolean[classes.length];
            for (int i = 0; i < classes.length; i++) {
                kept[i] = !corrected.has(i) || classes[i] != GivenNames.NONE;
                classes[i] = classes[i] == GivenNames.NONE ? test.given()[i] : classes[i];
            }
            return new CorrectedTest(test.given(), classes, kept);
        } catch (DataException e) {
            throw new UserException(option + ": " + e.getMessage(), e);
        }
    }

    private static GivenNames column(Path file, String name, ModelJudge.Predicted test) throws IOException {
        LabelFileOptions options = new LabelFileOptions(
                Optional.empty(), Optional.of(name), Optional.empty(), List.of(), TextCharset.UTF_8, Gaps.USUAL);
        Examples examples =
                new Examples("the test data", Optional.empty(), test.keys().size(), test.keys()::get);
        return LabelFile.read(file, options, examples, Optional.empty(), false).train();
    }

    /** Requires that the labels that were checked are still those of the data. */
    private static void requireGiven(String option, Path file, GivenNames given, ModelJudge.Predicted test)
            throws DataException {
        int[] classes = given.classes(test.names());
        for (int i = 0; i < classes.length; i++) {
            if (classes[i] != GivenNames.NONE && classes[i] != test.given()[i]) {
                throw new UserException(option + ": " + file + " says that "
                        + test.keys().get(i)
                        + " was given the label '" + test.names().get(classes[i]) + "', but the test data label it as '"
                        + test.names().get(test.given()[i])
                        + "'. The data have changed since the labels were checked: check this example again, or leave out the"
                        + " column given.");
            }
        }
    }
}
