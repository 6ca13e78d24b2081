package io.winnow.datasets.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.datasets.DataException;
import io.winnow.datasets.file.Literal;
import io.winnow.datasets.file.RecordFile;
import io.winnow.datasets.file.RecordOptions;
import io.winnow.datasets.file.TextCharset;
import io.winnow.datasets.fingerprint.Fingerprint;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is known from elsewhere, such as a glossary, and which of it belongs to a text: the entries whose forms occur in it (kenet.md, section 3).
 * Forms and texts are compared word by word, in lower case.
 */
public final class KnowledgeBase {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FORMS = "forms";
    private static final String TEXT = "text";
    private static final String SEEN = "seen";

    private static final Words WORDS = new Words(false);

    /** Words that name nothing. They match only as a part of a longer form. */
    private static final Set<String> FUNCTION_WORDS = Set.of(
            ("about after all also and any are been before being but can did does for from had has have her his how into its just more most not now"
                            + " off only other our out over own same she should some such than that the their them then there these they this"
                            + " those through too under until use very was were what when where which while who why will with would you your")
                    .split(" "));

    /** Forms with fewer letters match nothing. */
    private static final int FEWEST_LETTERS = 3;

    private final List<Entry> entries;
    private final Map<String, Form> forms;
    private final int longest;

    /**
     * An entry.
     *
     * @param forms its forms as they were written, at least one
     */
    private record Entry(List<String> forms, String text) {}

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

    private KnowledgeBase(List<Entry> entries, Map<String, Form> forms) {
        this.entries = entries;
        this.forms = forms;
        longest = forms.keySet().stream()
                .mapToInt(form -> form.split(" ", -1).length)
                .max()
                .orElse(0);
    }

    /**
     * Reads a file of records with the columns {@code forms}, a list, and {@code text}; and {@code seen}, if {@link #write} wrote it.
     *
     * @throws DataException if an entry has no form or no text, or a form occurs twice
     */
    public static KnowledgeBase read(Path path) throws IOException {
        RecordFile file = RecordFile.read(
                path,
                new RecordOptions("knowledge file", TextCharset.UTF_8, Optional.empty(), false, Set.of(FORMS, SEEN)));
        String forms = file.column(FORMS, "a knowledge file has a record per entry, with this column");
        String text = file.column(TEXT, "a knowledge file has a record per entry, with this column");
        Optional<String> seen = file.own(SEEN);
        List<Entry> entries = new ArrayList<>();
        Map<String, Form> all = new HashMap<>();
        Map<String, Long> lines = new HashMap<>();
        for (RecordFile.Row row : file.rows()) {
            List<String> own = list(row, forms);
            List<String> counts = seen.isPresent() ? list(row, seen.get()) : List.of();
            if (own.isEmpty()) {
                throw row.error("has no form. Give the words by which texts name the entry, as a list in forms");
            }
            for (int i = 0; i < own.size(); i++) {
                String key = key(own.get(i));
                if (key.isEmpty()) {
                    throw row.error("has the form '" + own.get(i) + "', in which there is no word");
                }
                int count = i < counts.size() ? Integer.parseInt(counts.get(i)) : 0;
                Form before = all.put(key, new Form(own.get(i), entries.size(), count));
                if (before != null && before.entry() == entries.size()) {
                    continue; // forms of one entry that differ in case or punctuation only
                }
                if (before != null) {
                    throw row.error("has the form '" + own.get(i) + "', which line " + lines.get(key)
                            + " has already. A form belongs to one entry");
                }
                lines.put(key, row.line());
            }
            entries.add(new Entry(
                    own,
                    row.findText(text).filter(words -> !words.isBlank()).orElseThrow(() -> row.error("has no text"))));
        }
        return new KnowledgeBase(List.copyOf(entries), all);
    }

    private static List<String> list(RecordFile.Row row, String column) throws DataException {
        String cell = row.find(column).orElse("");
        if (!cell.startsWith("[")) {
            return cell.isEmpty() ? List.of() : List.of(cell);
        }
        List<String> values = new ArrayList<>();
        try {
            for (JsonNode each : Literal.parse(cell)) {
                values.add(each.asText());
            }
        } catch (DataException e) {
            throw row.error(column + " " + e.getMessage());
        }
        return values;
    }

    private static String key(String form) {
        return String.join(" ", WORDS.of(form));
    }

    /** Returns the same entries, where forms count in how many of these texts they occur. Rare ones are preferred. */
    public KnowledgeBase counted(List<String> texts) {
        Map<String, Integer> counts = new HashMap<>();
        for (String text : texts) {
            new LinkedHashSet<>(matches(text)).forEach(form -> counts.merge(form, 1, Integer::sum));
        }
        Map<String, Form> counted = new HashMap<>();
        forms.forEach(
                (key, form) -> counted.put(key, new Form(form.text(), form.entry(), counts.getOrDefault(key, 0))));
        return new KnowledgeBase(entries, counted);
    }

    /** Returns the forms in a text from left to right, of which the longest win: "black hole" rather than "hole". */
    private List<String> matches(String text) {
        List<String> words = WORDS.of(text);
        List<String> matches = new ArrayList<>();
        for (int begin = 0; begin < words.size(); ) {
            int length = Math.min(longest, words.size() - begin);
            while (length > 0 && !isForm(String.join(" ", words.subList(begin, begin + length)))) {
                length--;
            }
            if (length > 0) {
                matches.add(String.join(" ", words.subList(begin, begin + length)));
            }
            begin += Math.max(1, length);
        }
        return matches;
    }

    private boolean isForm(String words) {
        return forms.containsKey(words)
                && words.codePoints().filter(Character::isLetter).count() >= FEWEST_LETTERS
                && !FUNCTION_WORDS.contains(words);
    }

    /**
     * Finds the entries of a text: those of the forms that occur in the fewest training texts, and of equally rare ones the first in the file.
     *
     * @param most largest number of entries
     */
    public List<Found> find(String text, int most) {
        Map<Integer, Form> found = new HashMap<>();
        for (String match : matches(text)) {
            Form form = forms.get(match);
            found.merge(form.entry(), form, (first, second) -> second.seen() < first.seen() ? second : first);
        }
        return found.values().stream()
                .sorted(Comparator.comparingInt(Form::seen).thenComparingInt(Form::entry))
                .limit(most)
                .map(form -> new Found(form.text(), entries.get(form.entry()).text()))
                .toList();
    }

    /** Returns the number of forms. */
    public int size() {
        return forms.size();
    }

    /** Returns the number of forms that occur in none of the texts by which they were counted. */
    public int unseen() {
        return (int) forms.values().stream().filter(form -> form.seen() == 0).count();
    }

    /** Writes the entries with the counts of their forms, as {@link #read} reads them. */
    public void write(Path path) throws IOException {
        try (BufferedWriter lines = Files.newBufferedWriter(path)) {
            for (Entry entry : entries) {
                Map<String, Object> line = new LinkedHashMap<>();
                line.put(FORMS, entry.forms());
                line.put(TEXT, entry.text());
                line.put(
                        SEEN,
                        entry.forms().stream()
                                .map(form -> forms.get(key(form)).seen())
                                .toList());
                lines.write(JSON.writeValueAsString(line));
                lines.write('\n');
            }
        }
    }

    /** Adds everything to a digest that decides what is found. */
    public Fingerprint addTo(Fingerprint digest) {
        for (Entry entry : entries) {
            digest.add(entry.forms().size()).add(entry.text());
            for (String form : entry.forms()) {
                digest.add(key(form)).add(forms.get(key(form)).seen());
            }
        }
        return digest;
    }
}
