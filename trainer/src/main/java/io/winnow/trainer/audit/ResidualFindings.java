package io.winnow.trainer.audit;

import io.winnow.datasets.label.LabelText;
import io.winnow.trainer.evaluate.Ranks;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Findings on numbers, ranked by the size of their robust residual.
 *
 * @param method name of the method that ranks the labels
 */
public record ResidualFindings(ResidualAudit audit, String method) implements Findings {
    private static final List<String> COLUMNS = List.of("given", "suggested", "residual", "predicted");

    /** Scaled residual from which on the sentence counts a label as far off: one of 370 if residuals were normal. */
    private static final double FAR = 3;

    @Override
    public Answer answer() {
        return Answer.NUMBER;
    }

    @Override
    public String measure() {
        return "residual";
    }

    @Override
    public String sentence() {
        double[] residuals = audit.residuals(method);
        long far = IntStream.range(0, size())
                .filter(i -> Math.abs(residuals[i]) > FAR)
                .count();
        return size() + " labels. " + far
                + " of them are more than 3 robust standard deviations from what the method predicts.";
    }

    private int[] order(double[] residuals) {
        float[] sizes = new float[size()];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = (float) Math.abs(residuals[i]);
        }
        return Ranks.descending(sizes);
    }

    /** Returns how many digits after the point predictions have: more than a tenth of the usual error has would suggest too much precision. */
    private int digits() {
        return 1 - (int) Math.floor(Math.log10(audit.spread(method)));
    }

    /** Returns what the method predicts. */
    private String suggested(int row, int digits) {
        double predicted = audit.predictions().get(method)[row];
        return LabelText.number(new BigDecimal(predicted)
                .setScale(digits, RoundingMode.HALF_EVEN)
                .doubleValue());
    }

    @Override
    public List<Suspect> suspects(int most) {
        double[] residuals = audit.residuals(method);
        int digits = digits();
        return IntStream.of(order(residuals))
                .limit(most)
                .mapToObj(row -> new Suspect(
                        row, "wrong", label(row), suggested(row, digits), residuals[row], OptionalDouble.empty()))
                .toList();
    }

    @Override
    public int[] disagreeing(Suspect suspect, int most) {
        double own = audit.values()[suspect.row()];
        double predicted = audit.predictions().get(method)[suspect.row()];
        return audit.neighbours()
                .of(suspect.row())
                .filter(other -> Math.abs(audit.values()[other] - predicted) < Math.abs(audit.values()[other] - own))
                .limit(most)
                .toArray();
    }

    @Override
    public List<String> columns() {
        List<String> columns = new ArrayList<>(COLUMNS);
        columns.addAll(audit.predictions().keySet());
        return columns;
    }

    /** The methods' columns have their residuals. */
    @Override
    public Stream<Line> lines() {
        List<double[]> residuals =
                audit.predictions().keySet().stream().map(audit::residuals).toList();
        double[] chosen = audit.residuals(method);
        double[] predicted = audit.predictions().get(method);
        int digits = digits();
        return IntStream.of(order(chosen)).mapToObj(row -> {
            List<Object> values = new ArrayList<>(
                    List.of(label(row), suggested(row, digits), (float) chosen[row], (float) predicted[row]));
            residuals.forEach(each -> values.add((float) each[row]));
            return new Line(row, values);
        });
    }
}
