package io.winnow.datasets.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.datasets.table.GradedPairs;
import io.winnow.datasets.table.SimilarityScale;
import io.winnow.datasets.table.Table;
import io.winnow.datasets.table.TablePair;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compares words, vocabularies and ids with reference values that were computed by a Python implementation which agrees with Keras. */
class TokensTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Words PUBLISHED = new Words(false);

    private final JsonNode reference = MAPPER.readTree(TokensTest.class.getResourceAsStream("tokenisation.json"));

    TokensTest() throws IOException {}

    private static List<String> strings(JsonNode node) {
        return MAPPER.convertValue(node, new TypeReference<List<String>>() {});
    }

    private Map<String, Table> tables() {
        Map<String, Table> tables = new LinkedHashMap<>();
        reference.get("tables").properties().forEach(entry -> {
            List<List<String>> rows =
                    MAPPER.convertValue(entry.getValue().get("rows"), new TypeReference<List<List<String>>>() {});
            String caption = entry.getValue().get("caption").asText();
            tables.put(
                    entry.getKey(),
                    new Table(entry.getKey(), caption, rows.get(0), rows.subList(1, rows.size()), Map.of()));
        });
        return tables;
    }

    private Vocabulary pairVocabulary() {
        List<TablePair> pairs = new ArrayList<>();
        reference
                .get("pairs")
                .forEach(pair -> pairs.add(
                        new TablePair(pair.get(0).asText(), pair.get(1).asText(), 1, true, 0)));
        GradedPairs set = new GradedPairs("small", tables(), pairs, new SimilarityScale(0, 1));
        return Vocabulary.fit(Vocabulary.wordsOf(set, pairs, PUBLISHED), Vocabulary.Options.ALL);
    }

    @Test
    void wordsDoNotDependOnTheLocale() {
        List<String> texts = strings(reference.get("strings"));
        Locale before = Locale.getDefault();
        try {
            for (Locale locale : List.of(before, Locale.forLanguageTag("tr"))) {
                Locale.setDefault(locale);
                for (int i = 0; i < texts.size(); i++) {
                    assertThat(PUBLISHED.of(texts.get(i)))
                            .as(texts.get(i))
                            .isEqualTo(strings(reference.get("tokens").get(i)));
                }
            }
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void entitiesAreDecodedIfRequested() {
        Words decoded = new Words(true);
        assertThat(decoded.of("&lt;0.001 &amp; R&amp;D &quot;x&quot;")).containsExactly("0", "001", "r", "d", "x");
        assertThat(decoded.of("5&#x02013;10&#x000b7;kg &#x02265;2")).containsExactly("5–10·kg", "≥2");
        assertThat(decoded.of("R&D &nosuch; &#xZZ;")).containsExactly("r", "d", "nosuch", "xzz");
    }

    @Test
    void vocabulary() {
        Vocabulary vocabulary = Vocabulary.fit(
                strings(reference.get("strings")).stream().flatMap(text -> PUBLISHED.of(text).stream()),
                Vocabulary.Options.ALL);
        assertThat(vocabulary.words()).isEqualTo(strings(reference.get("vocabulary")));
        assertThat(vocabulary.id("1")).isEqualTo(1);
        assertThat(vocabulary.id("no such word")).isEqualTo(Vocabulary.PADDING);
        assertThat(vocabulary.size()).isEqualTo(vocabulary.words().size() + 1);
        assertThat(pairVocabulary().words()).isEqualTo(strings(reference.get("pairVocabulary")));
    }

    @Test
    void rareWordsAreUnknown(@TempDir Path folder) throws IOException {
        Vocabulary vocabulary = Vocabulary.fit(
                Stream.of("b", "a", "c", "a", "b", "d", "d\r", "d", "b"), new Vocabulary.Options(true, 2, 2));
        assertThat(vocabulary.words()).containsExactly("b", "a");
        assertThat(List.of(vocabulary.id("b"), vocabulary.id("a"), vocabulary.id("c"), vocabulary.id("d")))
                .containsExactly(2, 3, 1, 1);
        assertThat(vocabulary.size()).isEqualTo(4);
        Table table = new Table("t", "c b", List.of(), List.of(List.of("x a")));
        TableTokens tokens = new TableTokens(PUBLISHED, vocabulary, new TokenLimits(1, 1, 3, 2));
        assertThat(tokens.encode(table).cells()).containsExactly(1, 3, 0);
        assertThat(tokens.encode(table).caption()).containsExactly(1, 2);

        Path file = folder.resolve("vocabulary.json");
        vocabulary.write(file);
        assertThat(Vocabulary.read(file).words()).isEqualTo(vocabulary.words());
        assertThat(Vocabulary.read(file).firstId()).isEqualTo(2);
        Files.writeString(file, "{\"unknown\": true, \"words\": [");
        assertThatThrownBy(() -> Vocabulary.read(file)).hasMessageContaining("vocabulary.json is not a vocabulary");
    }

    @Test
    void idsOfSmallTables() {
        TableTokens tokens = new TableTokens(PUBLISHED, pairVocabulary(), new TokenLimits(4, 4, 3, 5));
        JsonNode expected = reference.get("encoded").get("the same with 4 rows x 4 cells x 3 words, caption 5");
        assertThat(expected).hasSize(6);
        tables().forEach((id, table) -> {
            TableTokens.Encoded encoded = tokens.encode(table);
            List<Integer> cells = new ArrayList<>();
            expected.get(id)
                    .get("table")
                    .forEach(row -> row.forEach(cell -> cell.forEach(word -> cells.add(word.asInt()))));
            assertThat(encoded.cells()).as(id).containsExactly(cells.toArray(Integer[]::new));
            assertThat(encoded.caption())
                    .as(id)
                    .isEqualTo(MAPPER.convertValue(expected.get(id).get("caption"), int[].class));
        });
    }

    @Test
    void limitsMustBePositive() {
        assertThatThrownBy(() -> new TokenLimits(9, 0, 4, 12)).hasMessageContaining("0 cells");
        assertThatThrownBy(() -> new Vocabulary.Options(true, 0, 5))
                .hasMessageContaining("must be at least 1, found 0");
    }
}
