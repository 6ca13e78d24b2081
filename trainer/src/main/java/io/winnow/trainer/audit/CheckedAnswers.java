package io.winnow.trainer.audit;

import io.winnow.datasets.DataException;
import io.winnow.datasets.EditDistance;
import io.winnow.datasets.Shown;
import io.winnow.datasets.file.FileRecord;
import io.winnow.datasets.file.RecordFile;
import io.winnow.datasets.file.RecordOptions;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.ClassSets;
import io.winnow.datasets.label.LabelText;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.label.NumberLabels;
import io.winnow.datasets.label.OrdinalLabels;
import io.winnow.trainer.evaluate.PlattCalibration;
import io.winnow.trainer.evaluate.Proportion;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a person said of examples that were drawn at random, read from the file that {@link CheckSheet} wrote.
 *
 * @param rows the examples with an answer, as rows of the audit
 * @param wrong whether the answer says that the given label is wrong
 * @param undecided number of examples whose answer is {@code ?}
 * @param unanswered number of examples without an answer
 */
@SuppressWarnings("ArrayRecordComponent") // read from a file; never compared
public record CheckedAnswers(int[] rows, boolean[] wrong, int undecided, int unanswered) {
    /** The answer that stands for the given label, unless labels are names of single classes or levels and this is one of them. */
    static final String RIGHT = "right";
    /** The answer that says that the given label is wrong without naming another, with the same exception. */
    static final String WRONG = "wrong";

    static final String UNDECIDED = "?";

    /** The smallest number of answers of each kind from which probabilities are calibrated. */
    private static final int LEAST = 5;

    /** How firmly the slope of the calibration is held near 1; see the results notebook. */
    private static final double PRECISION = 5;

    /**
     * Reads answers.
     *
     * @param keys key of each row of the audit
     * @param given labels of the rows, of any kind
     * @throws DataException if a key or an answer is unknown, a given label is no longer that of the file, or nothing is answered
     */
    public static CheckedAnswers read(Path file, List<String> keys, Labels given) throws IOException {
        RecordFile records = RecordFile.read(file, RecordOptions.of("file of answers"));
        String keyColumn = records.column(CheckSheet.KEY, "a file of answers");
        String givenColumn = records.column(CheckSheet.GIVEN, "a file of answers");
        String answerColumn = records.column(CheckSheet.ANSWER, "a file of answers");
        Map<String, Integer> places = new HashMap<>();
        for (int row = 0; row < keys.size(); row++) {
            places.put(keys.get(row), row);
        }
        List<Integer> rows = new ArrayList<>();
        List<Boolean> wrong = new ArrayList<>();
        Set<Integer> seen = new HashSet<>();
        int undecided = 0;
        int unanswered = 0;
        for (FileRecord record : records.rows()) {
            String key = record.get(keyColumn);
            Integer row = places.get(key);
            if (row == null) {
                throw record.error("the key '" + key + "' is none of the " + keys.size()
                        + " audited examples. Use the file that --check wrote for this run");
            }
            if (!seen.add(row)) {
                throw record.error("the key '" + key + "' occurs a second time. Remove one of the lines");
            }
            String own = LabelText.of(given, row);
            String then = record.find(givenColumn).orElse("");
            if (!then.equals(own)) {
                throw record.error("the given label of '" + key + "' was '" + then
                        + "' when the file was written, and now it is '" + own
                        + "'. Use the file that --check wrote for this run, and leave its column given as it is");
            }
            Optional<String> answer = record.find(answerColumn);
            if (answer.isEmpty()) {
                unanswered++;
            } else if (answer.get().equals(UNDECIDED)
                    && !(isOneName(given) && given.classNames().contains(UNDECIDED))) {
                undecided++;
            } else {
                rows.add(row);
                wrong.add(isWrong(answer.get(), own, given, record));
            }
        }
        if (rows.isEmpty()) {
            throw new DataException(file + " has no answers: its column " + answerColumn + " is empty in all "
                    + records.rows().size() + " lines. Fill it in, and run the command again.");
        }
        boolean[] flags = new boolean[wrong.size()];
        for (int i = 0; i < flags.length; i++) {
            flags[i] = wrong.get(i);
        }
        return new CheckedAnswers(rows.stream().mapToInt(Integer::intValue).toArray(), flags, undecided, unanswered);
    }

    private static boolean isWrong(String answer, String own, Labels given, FileRecord record) throws DataException {
        List<String> names = given.classNames();
        String lower = answer.toLowerCase(Locale.ROOT);
        if ((lower.equals(RIGHT) || lower.equals(WRONG)) && !(isOneName(given) && names.contains(answer))) {
            return lower.equals(WRONG);
        }
        Optional<Boolean> differs = differs(answer, own, given);
        if (differs.isPresent()) {
            return differs.get();
        }
        String words = RIGHT + ", " + WRONG + ", or " + UNDECIDED + " if you cannot tell";
        if (given instanceof NumberLabels) {
            throw record.error("the answer '" + answer + "' is no number. Write the right number, " + words);
        } else if (!isOneName(given) && !(given instanceof ClassSets)) {
            throw record.error("the answer '" + answer + "' is neither " + RIGHT + " nor " + WRONG
                    + ". The labels are distributions over classes, so write " + words);
        }
        throw record.error("the answer '" + answer + "' is no class; the classes are " + Shown.of(names)
                + EditDistance.nearest(answer, names)
                        .map(near -> ". Did you mean '" + near + "'?")
                        .orElse(". Write "
                                + (isOneName(given)
                                        ? "the right class, "
                                        : "the right classes with " + LabelText.SEPARATOR + " between them, ")
                                + words));
    }

    /** Returns whether a label is the name of one class or level. */
    static boolean isOneName(Labels labels) {
        return labels instanceof ClassLabels || labels instanceof OrdinalLabels;
    }

    /** Returns whether an answer is another label than the given one; empty if it is no label of this kind. */
    private static Optional<Boolean> differs(String answer, String own, Labels given) {
        List<String> names = given.classNames();
        if (isOneName(given)) {
            return names.contains(answer) ? Optional.of(!answer.equals(own)) : Optional.empty();
        } else if (given instanceof ClassSets) {
            Set<String> parts = LabelText.parts(answer);
            return !parts.isEmpty() && names.containsAll(parts)
                    ? Optional.of(!parts.equals(LabelText.parts(own)))
                    : Optional.empty();
        } else if (given instanceof NumberLabels) {
            try {
                return Optional.of(new BigDecimal(answer).compareTo(new BigDecimal(own)) != 0);
            } catch (NumberFormatException e) {
                return Optional.empty();
            }
        }
        return Optional.empty(); // a distribution, which nobody writes into a cell
    }

    /**
     * Returns a sentence on the answers, for people.
     *
     * @param calibrates whether the list has probabilities that are calibrated with them
     */
    public String summary(boolean calibrates) {
        int count = count();
        String others = (undecided > 0 ? "; undecided: " + undecided : "")
                + (unanswered > 0 ? "; without an answer: " + unanswered : "");
        return "Wrong labels: " + count + "; right labels: " + (wrong.length - count) + others + "."
                + (calibrates && Math.min(count, wrong.length - count) < LEAST
                        ? " There are too few answers to calibrate the probabilities, which needs at least " + LEAST
                                + " wrong and " + LEAST
                                + " right labels. They are only shifted so that their mean is the estimated share."
                        : "");
    }

    /**
     * Returns the share of wrong labels among the answers, with its interval for all labels.
     *
     * @param labels number of all labels, from which those with an answer were drawn
     */
    Proportion share(int labels) {
        return Proportion.of(count(), wrong.length, labels);
    }

    /** Returns the share as an estimate for all labels. */
    public NoiseEstimate estimate(int labels) {
        return NoiseEstimate.of(share(labels));
    }

    private int count() {
        int count = 0;
        for (boolean each : wrong) {
            count += each ? 1 : 0;
        }
        return count;
    }

    /**
     * Returns the calibrated probabilities that labels are wrong: a logistic regression of the answers on the log-odds of an opinion, whose
     * slope is held near 1. Where answers are few, a curve with more freedom, such as an isotonic one, follows their chance.
     *
     * @param scores probability of a wrong label of each row of the audit, not calibrated
     * @return empty if fewer than 5 answers say right or fewer than 5 say wrong
     */
    Optional<float[]> calibrated(float[] scores) {
        int count = count();
        if (Math.min(count, wrong.length - count) < LEAST) {
            return Optional.empty();
        }
        double[] logOdds = LogOdds.of(scores);
        double[] checked = new double[rows.length];
        for (int i = 0; i < rows.length; i++) {
            checked[i] = -logOdds[rows[i]];
        }
        PlattCalibration fitted = PlattCalibration.fitNear(checked, wrong, PRECISION);
        float[] calibrated = new float[scores.length];
        for (int i = 0; i < calibrated.length; i++) {
            calibrated[i] = (float) fitted.score(-logOdds[i]);
        }
        return Optional.of(calibrated);
    }
}
