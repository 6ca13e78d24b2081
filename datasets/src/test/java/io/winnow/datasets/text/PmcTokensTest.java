package io.winnow.datasets.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.catalog.DataRoot;
import io.winnow.datasets.catalog.UnavailableDataException;
import io.winnow.datasets.table.GradedPairs;
import io.winnow.datasets.table.PmcTables;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Compares the ids of all PMC tables with the checksums of the reference. */
class PmcTokensTest {
    private static String sha256(String text) throws NoSuchAlgorithmException {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static String sha256(List<int[]> ids) throws NoSuchAlgorithmException {
        return sha256(ids.stream()
                .flatMapToInt(Arrays::stream)
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(",")));
    }

    private static IntStream notZero(List<int[]> ids) {
        return ids.stream().flatMapToInt(Arrays::stream).filter(id -> id > 0);
    }

    @Test
    void idsOfTheCorpus() throws IOException, NoSuchAlgorithmException {
        GradedPairs pmc;
        try {
            pmc = new Catalog(DataRoot.ofEnvironment()).pairs("pmc-tables");
        } catch (UnavailableDataException e) {
            Assumptions.abort(e.getMessage());
            return;
        }
        JsonNode expected = new ObjectMapper()
                .readTree(PmcTables.class.getResourceAsStream("pmc-splits.json"))
                .get("corpus_encoding");
        Words words = new Words(false);
        Vocabulary vocabulary = Vocabulary.fit(Vocabulary.wordsOf(pmc, pmc.pairs(), words), Vocabulary.Options.ALL);
        assertThat(vocabulary.words()).hasSize(expected.get("vocabulary_size").asInt());
        assertThat(sha256(String.join("\n", vocabulary.words())))
                .isEqualTo(expected.get("sha256_of_vocabulary").asText());

        TableTokens tokens = new TableTokens(words, vocabulary, TokenLimits.TABSIM);
        List<TableTokens.Encoded> encoded = pmc.tables().values().stream()
                .sorted(Comparator.comparing(table -> table.id()))
                .map(tokens::encode)
                .toList();
        List<int[]> cells = encoded.stream().map(TableTokens.Encoded::cells).toList();
        List<int[]> captions =
                encoded.stream().map(TableTokens.Encoded::caption).toList();
        assertThat(notZero(cells).count())
                .isEqualTo(expected.get("table_numbers_not_zero").asLong());
        assertThat(notZero(cells).asLongStream().sum())
                .isEqualTo(expected.get("table_sum").asLong());
        assertThat(sha256(cells)).isEqualTo(expected.get("sha256_of_tables").asText());
        assertThat(notZero(captions).asLongStream().sum())
                .isEqualTo(expected.get("caption_sum").asLong());
        assertThat(sha256(captions))
                .isEqualTo(expected.get("sha256_of_captions").asText());
    }
}
