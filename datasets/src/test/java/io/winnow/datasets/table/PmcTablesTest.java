package io.winnow.datasets.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.catalog.DataRoot;
import io.winnow.datasets.catalog.UnavailableDataException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Compares the PMC pairs, their folds and strict splits with facts that were counted independently in Python and SQL. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PmcTablesTest {
    private GradedPairs pmc;
    private JsonNode facts;
    private String missing;

    @BeforeAll
    void read() throws IOException {
        facts = new ObjectMapper().readTree(PmcTablesTest.class.getResourceAsStream("pmc-splits.json"));
        try {
            pmc = new Catalog(DataRoot.ofEnvironment()).pairs("pmc-tables");
        } catch (UnavailableDataException e) {
            missing = e.getMessage();
        }
    }

    /** This runs before each test, so that each is counted as skipped. */
    @BeforeEach
    void require() {
        Assumptions.assumeTrue(missing == null, missing);
    }

    private static <T> Map<String, Integer> histogram(Stream<T> values, Function<T, Object> key) {
        return values.collect(
                Collectors.toMap(value -> String.valueOf(key.apply(value)), value -> 1, Integer::sum, TreeMap::new));
    }

    private static Map<String, Integer> counts(JsonNode node) {
        Map<String, Integer> counts = new TreeMap<>();
        node.properties()
                .forEach(entry -> counts.put(entry.getKey(), entry.getValue().asInt()));
        return counts;
    }

    private Stream<TablePair> pairs(int[] numbers) {
        return Arrays.stream(numbers).mapToObj(pmc.pairs()::get);
    }

    @Test
    void corpus() {
        JsonNode corpus = facts.get("corpus");
        assertThat(pmc.pairs()).hasSize(corpus.get("pairs").asInt());
        assertThat(pmc.tables()).hasSize(corpus.get("unique_tables").asInt());
        assertThat(pmc.pairsByQuery()).hasSize(corpus.get("unique_ids_as_first").asInt());
        assertThat(histogram(pmc.pairs().stream(), pair -> (int) pair.score()))
                .isEqualTo(counts(corpus.get("score_histogram")));
        assertThat(pmc.pairs().stream().filter(TablePair::similar))
                .hasSize(corpus.get("similar_pairs").asInt());
        assertThat(histogram(pmc.pairsByQuery().values().stream(), List::size))
                .isEqualTo(counts(facts.get("candidates_per_query_histogram")));
        assertThat(histogram(
                        pmc.pairsByQuery().values().stream(),
                        numbers -> numbers.stream()
                                .filter(i -> pmc.pairs().get(i).similar())
                                .count()))
                .isEqualTo(counts(facts.get("relevant_per_query_histogram")));
        assertThat(pmc.tables().values().stream()
                        .map(table -> table.provenance().get("article"))
                        .distinct())
                .hasSize(554);
    }

    @Test
    void shapes() {
        JsonNode shape = facts.get("corpus").get("shape_over_unique_tables");
        List<List<List<String>>> tables =
                pmc.tables().values().stream().map(Table::allRows).toList();
        assertThat(tables.stream().flatMap(List::stream).mapToInt(List::size).sum())
                .isEqualTo(shape.get("cells").asInt());
        assertThat(tables.stream().filter(rows -> rows.size() > 9))
                .hasSize(shape.get("tables_with_more_than_9_rows").asInt());
        Predicate<List<List<String>>> ragged =
                rows -> rows.stream().map(List::size).distinct().count() > 1;
        assertThat(tables.stream().filter(ragged))
                .hasSize(shape.get("tables_with_rows_of_unequal_length").asInt());
    }

    @Test
    void twins() {
        List<LeakReport.Twins> twins =
                LeakReport.of(pmc, PairSplit.fold(pmc, 0)).twins();
        JsonNode expected = facts.get("reversed_duplicates");
        Function<Predicate<LeakReport.Twins>, List<List<Integer>>> numbers = kind -> twins.stream()
                .filter(kind)
                .map(twin -> List.of(twin.first(), twin.second()))
                .sorted((one, other) -> one.get(0) - other.get(0))
                .toList();
        assertThat(numbers.apply(LeakReport.Twins::reversed)).isEqualTo(ids(expected.get("pair_numbers")));
        assertThat(numbers.apply(LeakReport.Twins::scoresDiffer))
                .isEqualTo(ids(expected.get("pair_numbers_conflicting_in_score")));
        assertThat(numbers.apply(LeakReport.Twins::judgementsDiffer))
                .isEqualTo(ids(expected.get("pair_numbers_conflicting_in_similar_or_not")));
        assertThat(twins).allMatch(LeakReport.Twins::reversed);
    }

    private static List<List<Integer>> ids(JsonNode node) {
        return new ObjectMapper().convertValue(node, new TypeReference<List<List<Integer>>>() {});
    }

    @Test
    void foldsAndStrictSplits() throws NoSuchAlgorithmException {
        assertThat(pmc.foldCount()).isEqualTo(5);
        for (JsonNode expected : facts.get("folds")) {
            PairSplit plain = PairSplit.fold(pmc, expected.get("fold").asInt());
            PairSplit strict = plain.strict(pmc);
            LeakReport leaks = LeakReport.of(pmc, plain);
            assertThat(leaks.testPairs()).isEqualTo(expected.get("test_pairs").asInt());
            assertThat(leaks.trainPairs()).isEqualTo(expected.get("train_pairs").asInt());
            assertThat(leaks.sharedQueries()).isZero();
            assertThat(leaks.repeatedInTrain()).isZero();
            assertThat(leaks.trainPairsTouchingTest())
                    .isEqualTo(expected.get("train_pairs_touching_a_test_table").asInt());
            assertThat(leaks.testPairsTouchingTrain())
                    .isEqualTo(expected.get("test_pairs_with_one_or_both_tables_in_plain_train")
                            .asInt());
            assertThat(leaks.testPairsInTrain())
                    .isEqualTo(expected.get("test_pairs_with_both_tables_in_plain_train")
                            .asInt());
            assertThat(leaks.reversedInTrain())
                    .isEqualTo(expected.get("test_pairs_whose_reverse_is_in_plain_train")
                            .asInt());
            assertThat(leaks.isClean()).isFalse();

            assertThat(strict.train())
                    .hasSize(expected.get("train_pairs_left_strict").asInt());
            assertThat(pairs(strict.train()).filter(TablePair::similar))
                    .hasSize(expected.get("train_similar_left_strict").asInt());
            assertThat(histogram(pairs(strict.train()), pair -> (int) pair.score()))
                    .isEqualTo(counts(expected.get("train_score_histogram_left_strict")));
            String numbers =
                    Arrays.stream(strict.train()).mapToObj(Integer::toString).collect(Collectors.joining(","));
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(numbers.getBytes(StandardCharsets.UTF_8));
            assertThat(HexFormat.of().formatHex(digest))
                    .isEqualTo(
                            expected.get("sha256_of_pair_numbers_left_strict").asText());
            LeakReport none = LeakReport.of(pmc, strict);
            assertThat(none.sharedTables()).isZero();
            assertThat(none.trainPairsTouchingTest()).isZero();
            assertThat(none.reversedInTrain()).isZero();
        }
        assertThatThrownBy(() -> PairSplit.fold(pmc, 5)).hasMessageContaining("fold from 0 to 4");
    }
}
