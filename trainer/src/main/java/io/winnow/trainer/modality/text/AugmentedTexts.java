package io.winnow.trainer.modality.text;

import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.datasets.DataException;
import io.winnow.datasets.file.FileRecord;
import io.winnow.datasets.file.Literal;
import io.winnow.datasets.file.RecordFile;
import io.winnow.datasets.file.RecordOptions;
import io.winnow.datasets.file.TextCharset;
import io.winnow.datasets.text.SubwordTokenizer.Tokens;
import io.winnow.datasets.text.Text;
import io.winnow.datasets.text.TextDataset;
import io.winnow.trainer.config.Names;
import io.winnow.trainer.modality.DataPaths;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Changed copies of texts that a user has made, such as translations into another language and back (UDA, arXiv 1904.12848). */
final class AugmentedTexts {
    private static final String COPIES = "texts";
    private static final String COPY = "text";

    private AugmentedTexts() {}

    /**
     * Reads a file.
     *
     * @param texts the texts of which it has copies
     * @return the copies of each text that the file has, by the index of the text
     * @throws DataException if a record has the key of no text, or no copy
     */
    static Map<Integer, List<String>> read(Path path, TextDataset texts) throws IOException {
        RecordFile file = RecordFile.read(
                DataPaths.require(path),
                new RecordOptions("file of changed texts", TextCharset.UTF_8, Optional.empty(), false, Set.of(COPIES)));
        String key = file.own("id").isPresent() && file.own("key").isEmpty()
                ? "id"
                : file.column("key", "it names the text that was changed");
        Optional<String> several = file.own(COPIES);
        String column = several.isPresent()
                ? several.get()
                : file.column(COPY, "it has a changed copy; or " + COPIES + " has a list of them");
        Map<String, Integer> places = new HashMap<>();
        IntStream.range(0, texts.size()).forEach(i -> places.put(texts.key(i), i));
        Map<Integer, List<String>> copies = new LinkedHashMap<>();
        for (FileRecord row : file.rows()) {
            String own = row.get(key);
            Integer place = places.get(own);
            if (place == null) {
                throw row.error("has the key '" + own + "', which no training text of " + texts.name() + " has"
                        + Names.nearest(own, places.keySet())
                                .map(nearest -> "; did you mean '" + nearest + "'?")
                                .orElse(""));
            }
            if (!texts.item(place).second().isEmpty()) {
                throw row.error("has changed copies of a pair of texts, of which there can be none");
            }
            copies.computeIfAbsent(place, each -> new ArrayList<>())
                    .addAll(several.isPresent() ? list(row, column) : List.of(row.get(column)));
        }
        return copies;
    }

    private static List<String> list(FileRecord row, String column) throws DataException {
        List<String> copies = new ArrayList<>();
        JsonNode cell;
        try {
            cell = Literal.parse(row.get(column));
        } catch (DataException e) {
            throw row.error(column + " " + e.getMessage());
        }
        for (JsonNode each : cell) {
            if (!each.isTextual() || each.textValue().isBlank()) {
                throw row.error(column + " must be a list of texts; found " + each);
            }
            copies.add(each.textValue());
        }
        if (copies.isEmpty()) {
            throw row.error(column + " must have a text at least; found " + cell);
        }
        return copies;
    }

    /**
     * Returns the tokens of the copies that a file has, by the index of their text.
     *
     * @throws DataException see {@link #read}
     */
    static Map<Integer, List<Tokens>> tokens(Path path, TextDataset texts, FrozenEncoder encoder) throws IOException {
        Map<Integer, List<String>> copies = read(path, texts);
        List<String> all = copies.values().stream().flatMap(List::stream).toList();
        List<Tokens> tokens = encoder.tokens(TextDataset.unlabelled(
                path.toString(),
                IntStream.range(0, all.size()).mapToObj(Integer::toString).toList(),
                all.stream().map(Text::of).toList()));
        Map<Integer, List<Tokens>> byText = new HashMap<>();
        int from = 0;
        for (Map.Entry<Integer, List<String>> each : copies.entrySet()) {
            int to = from + each.getValue().size();
            byText.put(each.getKey(), tokens.subList(from, to));
            from = to;
        }
        return byText;
    }
}
