package io.winnow.datasets.label;

import io.winnow.datasets.DataException;
import io.winnow.datasets.EditDistance;
import io.winnow.datasets.Shown;
import io.winnow.datasets.file.FileRecord;
import io.winnow.datasets.file.RecordFile;
import io.winnow.datasets.file.RecordOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.regex.Pattern;

/**
 * Corrections of labels that a person made, from a file with the columns {@code key}, {@code given} and {@code corrected}, such as the page
 * of {@code winnow audit} saves it. A column {@code decision} may say what the person did.
 *
 * @param records the lines whose label changes
 * @param dismissed number of suggestions that the person dismissed
 */
public record LabelCorrections(Path file, List<Correction> records, int dismissed) {
    private static final String KEY = "key";
    private static final String GIVEN = "given";
    private static final String CORRECTED = "corrected";
    private static final String DECISION = "decision";
    private static final String DISMISSED = "dismissed";
    private static final List<String> DECISIONS = List.of("accepted", "changed", DISMISSED);

    private static final Pattern NUMBER = Pattern.compile("\\d+");

    /** The number of mistakes that a message shows. */
    private static final int SHOWN = 5;

    /**
     * A change of a label.
     *
     * @param line the line of the file
     * @param given the label as it was when the person saw it; empty if there was none
     * @param corrected the label as it is to be; empty to remove it
     */
    public record Correction(FileRecord line, String key, String given, String corrected) {
        /**
         * Requires that the corrected label is known, since it may be misspelt.
         *
         * @param known labels of the data
         * @param form what the labels are: any number is right for numbers
         * @param owner what they are the labels of
         * @param accept whether new labels are accepted
         */
        public void requireKnown(Collection<String> known, LabelForm form, String owner, boolean accept)
                throws DataException {
            if (known.contains(corrected)) {
                return;
            }
            for (String part : form.parts(corrected)) {
                boolean right = form == LabelForm.NUMBER ? LabelText.isNumber(part) : known.contains(part);
                if (!right && !accept) {
                    throw line.error("the corrected label '" + part + "' occurs nowhere in " + owner
                            + EditDistance.nearest(part, known)
                                    .map(near -> ". Did you mean '" + near + "'?")
                                    .orElse("; its labels are " + Shown.of(List.copyOf(known))
                                            + ". Add --new-labels if it is a new one"));
                }
            }
        }
    }

    /**
     * What is to change in a data set.
     *
     * @param changed the correction of each example whose label changes, by its index
     * @param same number of examples that have the corrected label already
     */
    public record Changes(Map<Integer, Correction> changed, int same) {}

    public LabelCorrections {
        records = List.copyOf(records);
    }

    /**
     * Reads a file.
     *
     * @throws DataException if columns are missing, a key occurs twice, or a decision is unknown or contradicts the label; the message names
     *     the line
     */
    public static LabelCorrections read(Path file) throws IOException {
        RecordFile records = RecordFile.read(file, RecordOptions.of("file of corrections"));
        String key = records.column(KEY, "a file of corrections");
        String given = records.column(GIVEN, "a file of corrections");
        String corrected = records.column(CORRECTED, "a file of corrections");
        Optional<String> decision = records.own(DECISION);
        List<Correction> changes = new ArrayList<>();
        Map<String, Long> lines = new HashMap<>();
        int dismissed = 0;
        for (FileRecord row : records.rows()) {
            Correction each = new Correction(
                    row,
                    row.get(key),
                    row.find(given).orElse(""),
                    row.find(corrected).orElse(""));
            Long before = lines.putIfAbsent(each.key(), row.line());
            if (before != null) {
                throw row.error("the key '" + each.key() + "' occurs a second time; " + row.place(before)
                        + " has it first. Remove one of the two lines");
            }
            String said = decision.isPresent() ? row.find(decision.get()).orElse("") : "";
            requireDecision(said, each);
            dismissed += said.equals(DISMISSED) ? 1 : 0;
            if (!each.given().equals(each.corrected())) {
                changes.add(each);
            }
        }
        return new LabelCorrections(file, changes, dismissed);
    }

    private static void requireDecision(String said, Correction correction) throws DataException {
        if (!said.isEmpty() && !DECISIONS.contains(said)) {
            throw correction
                    .line()
                    .error("the decision '" + said + "' is not one of " + String.join(", ", DECISIONS)
                            + EditDistance.nearest(said, DECISIONS)
                                    .map(near -> ". Did you mean '" + near + "'?")
                                    .orElse(". Correct it"));
        }
        if (said.equals(DISMISSED) && !correction.given().equals(correction.corrected())) {
            throw correction
                    .line()
                    .error("the suggestion was dismissed, but corrected is '" + correction.corrected()
                            + "' and given is '" + correction.given() + "'. Correct one of them");
        }
    }

    /**
     * Finds the examples that are corrected.
     *
     * @param examples the examples that the keys may name
     * @param labels label of each example now, see {@link LabelText}
     * @param form what these labels are
     * @throws DataException if a key names no example or several, two keys name the same one, or labels are no longer those that the person
     *     saw; nothing is then to be changed
     */
    public Changes find(Examples examples, IntFunction<String> labels, LabelForm form) throws DataException {
        ExampleFinder finder = new ExampleFinder(examples);
        Map<Integer, Correction> changed = new TreeMap<>();
        Map<Integer, Correction> seen = new HashMap<>();
        List<String> stale = new ArrayList<>();
        int same = 0;
        for (Correction each : records) {
            int example = example(each, finder);
            Correction before = seen.putIfAbsent(example, each);
            if (before != null) {
                throw each.line()
                        .error("the key '" + each.key() + "' names the same example as '" + before.key() + "' ("
                                + before.line().place() + "). Remove one of the two lines");
            }
            String now = labels.apply(example);
            if (form.same(now, each.corrected())) {
                same++;
            } else if (form.same(now, each.given())) {
                changed.put(example, each);
            } else {
                stale.add("'" + each.key() + "' (" + each.line().place() + ") is '" + now + "' and was '" + each.given()
                        + "'");
            }
        }
        if (!stale.isEmpty()) {
            throw new DataException(file + ": " + stale.size() + " of " + records.size()
                    + " corrected labels are no longer those that were given when they were checked: "
                    + String.join("; ", stale.subList(0, Math.min(SHOWN, stale.size())))
                    + ". Nothing was changed. Check these examples again, or remove their lines.");
        }
        return new Changes(changed, same);
    }

    private static int example(Correction correction, ExampleFinder finder) throws DataException {
        Optional<ExampleFinder.Match> match =
                finder.find(correction.key()).filter(found -> isExact(correction.key(), found, finder.examples()));
        if (match.isEmpty()) {
            throw correction
                    .line()
                    .error("the key '" + correction.key() + "' is that of no example of "
                            + finder.examples().name()
                            + finder.nearest(correction.key())
                                    .map(near -> ". The nearest key is '" + near + "'")
                                    .orElse("")
                            + ". Use the corrections of these data, or remove the line");
        }
        if (match.get().isAmbiguous()) {
            List<String> fit = match.get().others().stream()
                    .map(each -> finder.examples().key().apply(each))
                    .toList();
            throw correction
                    .line()
                    .error("the key '" + correction.key() + "' matches several examples of "
                            + finder.examples().name() + ": " + Shown.of(fit) + ". Write the whole key, such as '"
                            + fit.get(0) + "'");
        }
        return match.get().example();
    }

    /**
     * Whether a match is sure enough to change a label: the key is the end of the example's path, or a longer path that ends with it. A
     * bare number is the end of any numbered key, so what precedes it must be equal.
     */
    private static boolean isExact(String key, ExampleFinder.Match match, Examples examples) {
        boolean whole = match.agreement() == ExampleName.of(key).parts().size();
        String own = examples.key().apply(match.example());
        return match.step() == ExampleName.Step.EXACT
                && !match.conflict()
                && (whole || !NUMBER.matcher(own).matches());
    }
}
