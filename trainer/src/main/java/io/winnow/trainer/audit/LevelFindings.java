package io.winnow.trainer.audit;

import io.winnow.trainer.evaluate.Ranks;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Findings on the levels of an ordered scale, ranked by how improbable the given level is in view of what is predicted without it
 * ({@link LevelOdds}).
 */
public final class LevelFindings implements Findings {
    private static final List<String> COLUMNS = List.of("given", "suggested", "surprisal", "confidence", "predicted");

    private final ResidualAudit audit;
    private final String method;
    private final Map<String, Ranking> rankings = new LinkedHashMap<>();

    /**
     * How a method ranks the levels, and what it suggests.
     *
     * @param surprisal minus the base-2 logarithm of the probability of the given level (N), in bits
     * @param suggested the most probable level (N)
     * @param confidence its probability (N)
     */
    @SuppressWarnings("ArrayRecordComponent") // columns of a table; never compared
    private record Ranking(float[] surprisal, int[] suggested, float[] confidence) {}

    /**
     * Ranks levels.
     *
     * @param method name of the method that ranks them
     */
    public LevelFindings(ResidualAudit audit, String method) {
        this.audit = audit;
        this.method = method;
        audit.predictions().forEach((name, predictions) -> rankings.put(name, ranking(predictions)));
    }

    private Ranking ranking(double[] predictions) {
        LevelOdds odds = LevelOdds.fit(predictions, audit.values(), names().size());
        Ranking ranking = new Ranking(new float[size()], new int[size()], new float[size()]);
        for (int i = 0; i < size(); i++) {
            double[] probabilities = odds.probabilities(predictions[i]);
            int given = (int) audit.values()[i];
            int likeliest = Ranks.largest(probabilities);
            ranking.surprisal[i] = (float) (-Math.log(Math.max(probabilities[given], Double.MIN_NORMAL)) / Math.log(2));
            ranking.suggested[i] = likeliest;
            ranking.confidence[i] = (float) probabilities[likeliest];
        }
        return ranking;
    }

    private Ranking own() {
        return rankings.get(method);
    }

    @Override
    public String method() {
        return method;
    }

    @Override
    public ResidualAudit audit() {
        return audit;
    }

    @Override
    public Answer answer() {
        return Answer.CLASS;
    }

    @Override
    public String measure() {
        return "surprisal";
    }

    @Override
    public String sentence() {
        long clear = IntStream.range(0, size())
                .filter(i -> own().confidence[i] > LevelOdds.CLEARLY * Math.pow(2, -own().surprisal[i]))
                .count();
        return size() + " labels. For " + clear + " of them, another level is more than " + LevelOdds.CLEARLY
                + " times as probable as the given one.";
    }

    private String suggested(int row) {
        return names().get(own().suggested[row]);
    }

    @Override
    public List<Suspect> suspects(int most) {
        return IntStream.of(Ranks.descending(own().surprisal))
                .limit(most)
                .mapToObj(row -> new Suspect(
                        row,
                        "wrong",
                        label(row),
                        suggested(row),
                        own().surprisal[row],
                        OptionalDouble.of(own().confidence[row])))
                .toList();
    }

    /** Neighbours are closer to the suggested level than to the given one. */
    @Override
    public int[] disagreeing(Suspect suspect, int most) {
        double given = audit.values()[suspect.row()];
        double suggested = own().suggested[suspect.row()];
        return audit.neighbours()
                .of(suspect.row())
                .filter(other -> Math.abs(audit.values()[other] - suggested) < Math.abs(audit.values()[other] - given))
                .limit(most)
                .toArray();
    }

    @Override
    public List<String> columns() {
        List<String> columns = new ArrayList<>(COLUMNS);
        columns.addAll(rankings.keySet());
        return columns;
    }

    /** The methods' columns have their surprisals. */
    @Override
    public Stream<Line> lines() {
        double[] predicted = audit.predictions().get(method);
        return IntStream.of(Ranks.descending(own().surprisal)).mapToObj(row -> {
            List<Object> values = new ArrayList<>(List.of(
                    label(row), suggested(row), own().surprisal[row], own().confidence[row], (float) predicted[row]));
            rankings.values().forEach(each -> values.add(each.surprisal[row]));
            return new Line(row, values);
        });
    }
}
