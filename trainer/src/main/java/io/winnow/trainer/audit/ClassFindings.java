package io.winnow.trainer.audit;

import io.winnow.trainer.evaluate.Ranks;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Findings on labels of one class each. */
public record ClassFindings(LabelAudit audit, Verdict verdict) implements Findings {
    private static final List<String> COLUMNS =
            List.of("given", "suggested", "corrected", "confidence", "wrong", "flagged");
    /** From this probability of a wrong label on, the column {@code corrected} has the suggested class. */
    private static final float SURELY_WRONG = 0.9f;

    @Override
    public Answer answer() {
        return Answer.CLASS;
    }

    @Override
    public String method() {
        return verdict.method();
    }

    @Override
    public String measure() {
        return "wrong";
    }

    @Override
    public String sentence() {
        return size() + " labels. " + verdict.estimate().sentence();
    }

    /** Returns how far suggested and given classes agree beyond chance: Cohen's kappa, 0 if the representation says nothing of the labels. */
    public double agreement() {
        int[] classes = audit.given().classes();
        double[] given = new double[names().size()];
        double[] found = new double[given.length];
        double same = 0;
        for (int row = 0; row < classes.length; row++) {
            int suggested = verdict.opinion().suggested()[row];
            given[classes[row]]++;
            found[suggested]++;
            same += suggested == classes[row] ? 1 : 0;
        }
        double chance = 0;
        for (int k = 0; k < given.length; k++) {
            chance += given[k] * found[k] / classes.length;
        }
        return chance < classes.length ? (same - chance) / (classes.length - chance) : 1;
    }

    /** Returns the rows in descending order of the probability that their label is wrong, and among equal ones in ascending order. */
    private int[] order() {
        return Ranks.descending(verdict.opinion().wrong());
    }

    @Override
    public List<Suspect> suspects(int most) {
        return IntStream.of(order()).limit(most).mapToObj(this::suspect).toList();
    }

    private Suspect suspect(int row) {
        return new Suspect(
                row,
                "wrong",
                label(row),
                suggested(row),
                verdict.wrong()[row],
                OptionalDouble.of(verdict.opinion().confidence()[row]));
    }

    private String suggested(int row) {
        return names().get(verdict.opinion().suggested()[row]);
    }

    @Override
    public int[] disagreeing(Suspect suspect, int most) {
        int[] classes = audit.given().classes();
        return audit.neighbours()
                .of(suspect.row())
                .filter(other -> classes[other] != classes[suspect.row()])
                .limit(most)
                .toArray();
    }

    @Override
    public List<String> columns() {
        List<String> columns = new ArrayList<>(COLUMNS);
        columns.addAll(audit.opinions().keySet());
        return columns;
    }

    @Override
    public Stream<Line> lines() {
        return IntStream.of(order()).mapToObj(row -> new Line(row, values(row)));
    }

    private List<Object> values(int row) {
        String given = label(row);
        String suggested = suggested(row);
        List<Object> values = new ArrayList<>(List.of(
                given,
                suggested,
                // Other labels stay: the most probable class of an image is wrong more often than its label is.
                verdict.wrong()[row] >= SURELY_WRONG ? suggested : given,
                verdict.opinion().confidence()[row],
                verdict.wrong()[row],
                audit.flagged()[row]));
        audit.opinions().values().forEach(each -> values.add(each.wrong()[row]));
        return values;
    }
}
