package io.winnow.trainer.audit;

import io.winnow.datasets.label.ClassSets;
import io.winnow.datasets.label.LabelText;
import io.winnow.trainer.evaluate.Ranks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Findings on label sets, in two lists: classes that examples probably have although they are not listed ({@code missing}), and listed
 * classes that they probably do not have ({@code wrong}).
 *
 * @param method name of the method that ranks the labels
 */
public record SetFindings(SetAudit audit, String method) implements Findings {
    /** Name of the list of classes that are not listed. */
    public static final String MISSING = "missing";
    /** Name of the list of listed classes. */
    public static final String WRONG = "wrong";

    private static final List<String> COLUMNS = List.of("list", "class", "given", "suggested", "confidence");
    /** The fewest lines of the list of missing classes, if there are as many pairs. Otherwise, it is as long as the list of the listed ones. */
    private static final int FEWEST = 1000;

    @Override
    public Answer answer() {
        return Answer.SET;
    }

    @Override
    public String measure() {
        return "confidence";
    }

    @Override
    public String sentence() {
        return size() + " examples with " + listed().length + " labels.";
    }

    private int classes() {
        return audit.given().classCount();
    }

    private boolean[] positive() {
        boolean[] positive = new boolean[size() * classes()];
        for (int i = 0; i < size(); i++) {
            for (int c : audit.given().positives()[i]) {
                positive[i * classes() + c] = true;
            }
        }
        return positive;
    }

    /** Returns the places of the listed pairs in a table (N * C), the least probable ones first. */
    private int[] listed() {
        boolean[] positive = positive();
        int[] places =
                IntStream.range(0, positive.length).filter(i -> positive[i]).toArray();
        return ranked(places, audit.listed().get(method), -1);
    }

    /** Returns the places of the most probable pairs that are not listed, the most probable ones first. */
    private int[] missing(int most) {
        boolean[] positive = positive();
        int[] places =
                IntStream.range(0, positive.length).filter(i -> !positive[i]).toArray();
        return Arrays.copyOf(ranked(places, audit.missing().get(method), 1), Math.min(most, places.length));
    }

    private static int[] ranked(int[] places, float[] scores, int sign) {
        float[] own = new float[places.length];
        for (int i = 0; i < own.length; i++) {
            own[i] = sign * scores[places[i]];
        }
        return IntStream.of(Ranks.descending(own)).map(i -> places[i]).toArray();
    }

    @Override
    public List<Suspect> suspects(int most) {
        return Stream.concat(
                        IntStream.of(missing(most)).mapToObj(place -> suspect(place, MISSING)),
                        IntStream.of(listed()).limit(most).mapToObj(place -> suspect(place, WRONG)))
                .toList();
    }

    private Suspect suspect(int place, String list) {
        boolean missing = list.equals(MISSING);
        String name = names().get(place % classes());
        return new Suspect(
                place / classes(),
                list,
                missing ? "" : name,
                missing ? name : "",
                confidence(place, missing),
                OptionalDouble.of(confidence(place, missing)));
    }

    /** Probability that the example has the class, if it is not listed, or lacks it, if it is. */
    private float confidence(int place, boolean missing) {
        return missing ? audit.missing().get(method)[place] : 1 - audit.listed().get(method)[place];
    }

    @Override
    public int[] disagreeing(Suspect suspect, int most) {
        boolean missing = suspect.list().equals(MISSING);
        int own = names().indexOf(missing ? suspect.suggested() : suspect.given());
        ClassSets given = audit.given();
        return audit.neighbours()
                .of(suspect.row())
                .filter(other -> IntStream.of(given.positives()[other]).anyMatch(c -> c == own) == missing)
                .limit(most)
                .toArray();
    }

    @Override
    public List<String> columns() {
        List<String> columns = new ArrayList<>(COLUMNS);
        columns.addAll(audit.missing().keySet());
        return columns;
    }

    /** The list of missing classes comes first. The methods' columns have the probability that the example has the class. */
    @Override
    public Stream<Line> lines() {
        int[] listed = listed();
        return Stream.concat(
                IntStream.of(missing(Math.max(FEWEST, listed.length))).mapToObj(place -> line(place, MISSING)),
                IntStream.of(listed).mapToObj(place -> line(place, WRONG)));
    }

    private Line line(int place, String list) {
        Suspect suspect = suspect(place, list);
        String label = label(suspect.row());
        String name = names().get(place % classes());
        List<Object> values = new ArrayList<>(List.of(
                list,
                name,
                label,
                LabelText.with(label, suspect.given(), suspect.suggested()),
                confidence(place, list.equals(MISSING))));
        (list.equals(MISSING) ? audit.missing() : audit.listed()).values().forEach(each -> values.add(each[place]));
        return new Line(suspect.row(), values);
    }
}
