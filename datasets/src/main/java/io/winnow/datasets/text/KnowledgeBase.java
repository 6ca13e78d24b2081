package io.winnow.datasets.text;

import io.winnow.datasets.DataException;
import io.winnow.datasets.fingerprint.Fingerprint;
import io.winnow.datasets.source.KnowledgeEntry;
import io.winnow.datasets.source.KnowledgeFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is known from elsewhere, such as a glossary, and which of it belongs to a text: the entries whose forms occur in it (kenet.md, section 3).
 * {@link PhraseFinder} says how forms are found in texts.
 */
public final class KnowledgeBase {
    /** Words that name nothing. They match only as a part of a longer form. */
    private static final Set<String> FUNCTION_WORDS = Set.of(
            ("about after all also and any are been before being but can did does for from had has have her his how into its just more most not now"
                            + " off only other our out over own same she should some such than that the their them then there these they this"
                            + " those through too under until use very was were what when where which while who why will with would you your")
                    .split(" "));

    /** Forms with fewer letters match nothing. */
    private static final int FEWEST_LETTERS = 3;

    private final List<KnowledgeEntry> entries;
    private final Map<String, Form> forms;
    private final PhraseFinder finder;

    /**
     * A form in lower case.
     *
     * @param text the form as it was written
     * @param entry number of its entry
     * @param seen number of training texts in which it occurs
     */
    private record Form(String text, int entry, int seen) {}

    /**
     * An entry that was found.
     *
     * @param form the form by which it was found, as the file has it
     * @param text its text
     */
    public record Found(String form, String text) {}

    private KnowledgeBase(List<KnowledgeEntry> entries) throws DataException {
        this.entries = List.copyOf(entries);
        forms = new HashMap<>();
        for (int e = 0; e < entries.size(); e++) {
            KnowledgeEntry entry = entries.get(e);
            for (int i = 0; i < entry.forms().size(); i++) {
                String form = entry.forms().get(i);
                String words = PhraseFinder.normal(form);
                if (words.isEmpty()) {
                    throw new DataException(entry.place() + ": has the form '" + form
                            + "', in which there is neither a letter nor a digit. Write a word by which texts name the"
                            + " entry, or leave the form out.");
                }
                Form before =
                        forms.putIfAbsent(words, new Form(form, e, entry.seen().get(i)));
                if (before != null && before.entry() != e) {
                    throw new DataException(entry.place() + ": has the form '" + form + "', which "
                            + entries.get(before.entry()).place()
                            + " has already. A form belongs to one entry: join both, or leave the form out of one.");
                }
            }
        }
        finder = new PhraseFinder(
                forms.keySet().stream().filter(KnowledgeBase::isMatched).collect(Collectors.toSet()));
    }

    /**
     * Reads a file, see {@link KnowledgeFile}.
     *
     * @throws DataException if an entry has no form or no text, or two have the same form
     */
    public static KnowledgeBase read(Path path) throws IOException {
        return new KnowledgeBase(KnowledgeFile.read(path));
    }

    /** Returns the same entries, where forms count in how many of these texts they occur. Rare ones are preferred. */
    public KnowledgeBase counted(List<String> texts) throws DataException {
        Map<String, Integer> counts = new HashMap<>();
        for (String text : texts) {
            Set.copyOf(finder.find(text)).forEach(form -> counts.merge(form, 1, Integer::sum));
        }
        return new KnowledgeBase(entries.stream()
                .map(entry -> new KnowledgeEntry(
                        entry.forms(),
                        entry.forms().stream()
                                .map(form -> counts.getOrDefault(PhraseFinder.normal(form), 0))
                                .toList(),
                        entry.text(),
                        entry.place()))
                .toList());
    }

    private static boolean isMatched(String words) {
        return words.codePoints().filter(Character::isLetter).count() >= FEWEST_LETTERS
                && !FUNCTION_WORDS.contains(words);
    }

    /**
     * Finds the entries of a text: those of the forms that occur in the fewest training texts, and of equally rare ones the first in the file.
     *
     * @param most largest number of entries
     */
    public List<Found> find(String text, int most) {
        Map<Integer, Form> found = new HashMap<>();
        for (String match : finder.find(text)) {
            Form form = forms.get(match);
            found.merge(form.entry(), form, (first, second) -> second.seen() < first.seen() ? second : first);
        }
        return found.values().stream()
                .sorted(Comparator.comparingInt(Form::seen).thenComparingInt(Form::entry))
                .limit(most)
                .map(form -> new Found(form.text(), entries.get(form.entry()).text()))
                .toList();
    }

    /** Returns all entries, each with its first form. */
    public List<Found> entries() {
        return entries.stream()
                .map(entry -> new Found(entry.forms().get(0), entry.text()))
                .toList();
    }

    /** Returns those of some names that are forms. */
    public List<String> forms(List<String> names) {
        return names.stream()
                .filter(name -> forms.containsKey(PhraseFinder.normal(name)))
                .toList();
    }

    /** Returns the number of forms. */
    public int size() {
        return forms.size();
    }

    /** Returns the number of forms that match nothing, because they are function words or have too few letters. */
    public int unmatched() {
        return (int) forms.keySet().stream().filter(words -> !isMatched(words)).count();
    }

    /** Returns the number of other forms that occur in none of the texts by which they were counted. */
    public int unseen() {
        return (int) forms.entrySet().stream()
                .filter(form -> isMatched(form.getKey()) && form.getValue().seen() == 0)
                .count();
    }

    /** Writes the entries with the counts of their forms, as {@link #read} reads them. */
    public void write(Path path) throws IOException {
        KnowledgeFile.write(entries, path);
    }

    /** Adds everything to a digest that decides what is found. */
    public Fingerprint addTo(Fingerprint digest) {
        for (KnowledgeEntry entry : entries) {
            digest.add(entry.forms().size()).add(entry.text());
            for (String form : entry.forms()) {
                String words = PhraseFinder.normal(form);
                digest.add(words).add(forms.get(words).seen());
            }
        }
        return digest;
    }
}
