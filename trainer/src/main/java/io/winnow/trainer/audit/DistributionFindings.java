package io.winnow.trainer.audit;

import io.winnow.trainer.evaluate.Ranks;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Findings on distributions over classes, such as shares of votes, ranked by their divergence from the predicted distribution.
 *
 * @param method name of the method that ranks the labels
 */
public record DistributionFindings(DistributionAudit audit, String method) implements Findings {
    private static final List<String> COLUMNS = List.of("given", "suggested", "divergence", "confidence");

    @Override
    public Answer answer() {
        return Answer.CLASS;
    }

    @Override
    public String measure() {
        return "divergence";
    }

    @Override
    public String sentence() {
        return size() + " labels, each a distribution over classes.";
    }

    /** Returns the class with the largest predicted share. */
    private int suggested(int row) {
        return Ranks.largest(audit.predictions().get(method), row * names().size(), names().size());
    }

    private double confidence(int row) {
        return audit.predictions().get(method)[row * names().size() + suggested(row)];
    }

    @Override
    public List<Suspect> suspects(int most) {
        float[] divergences = audit.divergences(method);
        return IntStream.of(Ranks.descending(divergences))
                .limit(most)
                .mapToObj(row -> new Suspect(
                        row,
                        "wrong",
                        label(row),
                        names().get(suggested(row)),
                        divergences[row],
                        OptionalDouble.of(confidence(row))))
                .toList();
    }

    /** Neighbours give the suggested class a larger share than the example itself does. */
    @Override
    public int[] disagreeing(Suspect suspect, int most) {
        int classes = names().size();
        int own = suggested(suspect.row());
        float share = audit.shares()[suspect.row() * classes + own];
        return audit.neighbours()
                .of(suspect.row())
                .filter(other -> audit.shares()[other * classes + own] > share)
                .limit(most)
                .toArray();
    }

    @Override
    public List<String> columns() {
        List<String> columns = new ArrayList<>(COLUMNS);
        columns.addAll(audit.predictions().keySet());
        return columns;
    }

    /** The methods' columns have their divergences. */
    @Override
    public Stream<Line> lines() {
        List<float[]> divergences =
                audit.predictions().keySet().stream().map(audit::divergences).toList();
        float[] chosen = audit.divergences(method);
        return IntStream.of(Ranks.descending(chosen)).mapToObj(row -> {
            List<Object> values = new ArrayList<>(
                    List.of(label(row), names().get(suggested(row)), chosen[row], (float) confidence(row)));
            divergences.forEach(each -> values.add(each[row]));
            return new Line(row, values);
        });
    }
}
