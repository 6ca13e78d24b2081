package io.winnow.trainer.recipe.weak.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.datasets.random.CounterRandom;
import io.winnow.models.loss.Assignment;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The vectors are those of another implementation in double precision. */
class MixturesTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static JsonNode vectors() throws IOException {
        try (InputStream in = MixturesTest.class.getResourceAsStream("recovery.json")) {
            return JSON.readTree(in);
        }
    }

    private static double[][] table(JsonNode node) {
        return JSON.convertValue(node, double[][].class);
    }

    private static int[] numbers(JsonNode node) {
        return JSON.convertValue(node, int[].class);
    }

    @Test
    void tablesAnchorsAndMixturesAreTheReference() throws IOException {
        for (JsonNode each : vectors()) {
            JsonNode expected = each.get("expected");
            int classes = each.get("classes").asInt();
            DomainTable counted = DomainTable.of(
                    numbers(each.get("example_cluster")),
                    numbers(each.get("example_domain")),
                    each.get("clusters").asInt(),
                    each.get("domains").asInt());
            compare(counted.shares(), table(expected.get("table")), 1e-9);
            DomainTable exact = DomainTable.of(
                    table(expected.get("exact_product")), JSON.convertValue(each.get("p_d"), double[].class));
            Mixtures found = Mixtures.byAnchors(exact, classes);
            assertThat(found.anchors()).isEqualTo(numbers(expected.get("anchor_clusters")));
            compare(found.classesGivenDomain(), table(expected.get("p_y_given_d_from_anchors")), 1e-9);
            assertThat(found.residual(exact)).isLessThan(1e-9);
            Mixtures refined = found.refined(exact, 50);
            compare(refined.classesGivenDomain(), found.classesGivenDomain(), 1e-9);
            // Each class has an anchor, so that the exact mixtures come back, up to the order of the classes.
            double[][] truth = table(each.get("p_y_given_d"));
            double[][] agreement = new double[classes][classes];
            for (int k = 0; k < classes; k++) {
                for (int l = 0; l < classes; l++) {
                    for (int d = 0; d < truth[0].length; d++) {
                        agreement[k][l] += 1 - Math.abs(found.classesGivenDomain()[k][d] - truth[l][d]);
                    }
                }
            }
            int[] match = Assignment.largest(agreement);
            for (int k = 0; k < classes; k++) {
                assertThat(found.classesGivenDomain()[k]).containsExactly(truth[match[k]], within(1e-9));
            }
        }
    }

    @Test
    void factorisationReachesTheResidualFromAnyStart() throws IOException {
        for (JsonNode each : vectors()) {
            DomainTable exact = DomainTable.of(
                    table(each.get("expected").get("exact_product")),
                    JSON.convertValue(each.get("p_d"), double[].class));
            CounterRandom random = CounterRandom.of(3);
            int classes = each.get("classes").asInt();
            double[][] p = random(random, classes, exact.domains().length);
            double[][] c = random(random, exact.shares().length, classes);
            Mixtures start = new Mixtures(p, c, new int[classes], 0);
            double before = start.residual(exact);
            Mixtures some = start.refined(exact, 200);
            Mixtures many = start.refined(exact, 20_000);
            assertThat(some.residual(exact)).isLessThan(before);
            assertThat(many.residual(exact)).isLessThan(some.residual(exact)).isLessThan(1e-3);
            for (int d = 0; d < exact.domains().length; d++) {
                double sum = 0;
                for (double[] row : many.classesGivenDomain()) {
                    sum += row[d];
                }
                assertThat(sum).isCloseTo(1, within(1e-9));
            }
        }
    }

    /**
     * Three classes, each with a cluster of its own, in three domains. A factorisation follows the chance of few examples, which helps to predict
     * these examples, but not others.
     */
    @Test
    void aFactorisationIsJudgedByExamplesThatItWasNotFittedTo() {
        double[][] mixtures = {{0.8, 0.1, 0.1}, {0.1, 0.8, 0.1}, {0.1, 0.1, 0.8}};
        int held = 0;
        int seen = 0;
        for (int seed = 0; seed < 40; seed++) {
            DomainTable table = sample(mixtures, 300, seed);
            DomainTable others = sample(mixtures, 75, 1000 + seed);
            held += Discovery.refines(table, others, 3, 200) ? 1 : 0;
            seen += Discovery.refines(table, table, 3, 200) ? 1 : 0;
        }
        assertThat(held).isLessThan(10);
        assertThat(seen).isGreaterThan(15);
    }

    private static DomainTable sample(double[][] mixtures, int count, long seed) {
        CounterRandom random = CounterRandom.of(seed);
        int[] clusters = new int[count];
        int[] domains = new int[count];
        for (int i = 0; i < count; i++) {
            domains[i] = i % 3;
            double draw = random.nextDouble();
            double[] own = mixtures[domains[i]];
            int k = draw < own[0] ? 0 : draw < own[0] + own[1] ? 1 : 2;
            // A third of each class is in three clusters that it shares with the others.
            clusters[i] = random.nextDouble() < 0.67 ? k : 3 + (int) (3 * random.nextDouble());
        }
        return DomainTable.of(clusters, domains, 6, 3);
    }

    private static double[][] random(CounterRandom random, int rows, int columns) {
        double[][] values = new double[rows][columns];
        for (double[] row : values) {
            Arrays.setAll(row, i -> 0.1 + random.nextDouble());
        }
        return values;
    }

    @Test
    void adjustmentIsTheReference() throws IOException {
        for (JsonNode each : vectors()) {
            JsonNode expected = each.get("expected");
            double[] domains = JSON.convertValue(each.get("p_d"), double[].class);
            DomainTable exact = DomainTable.of(table(expected.get("exact_product")), domains);
            Mixtures truth = new Mixtures(
                    table(each.get("p_y_given_d")),
                    table(each.get("p_cluster_given_y")),
                    new int[each.get("classes").asInt()],
                    1);
            assertThat(truth.residual(exact)).isLessThan(1e-9);
            double[][] given = truth.domainGivenClass(domains);
            compare(given, table(expected.get("p_d_given_y")), 1e-9);
            Adjustment adjustment = new Adjustment(given, truth.classesGivenDomain());
            double[][] probabilities = table(each.get("p_d_given_x"));
            double[][] noisy = table(each.get("noisy_p_d_given_x"));
            int[] domain = numbers(each.get("example_domain"));
            double[][] classes = table(expected.get("exact_p_y_given_x"));
            for (int i = 0; i < classes.length; i++) {
                double[] found = adjustment.classes(probabilities[i]);
                assertThat(found).containsExactly(classes[i], within(1e-5));
                assertThat(adjustment.inDomain(found, domain[i]))
                        .containsExactly(table(expected.get("adjusted_exact"))[i], within(1e-5));
                double[] approximate = adjustment.classes(noisy[i]);
                assertThat(approximate).containsExactly(table(expected.get("simplex_noisy"))[i], within(1e-5));
                assertThat(adjustment.inDomain(approximate, domain[i]))
                        .containsExactly(table(expected.get("adjusted_simplex_noisy"))[i], within(1e-5));
            }
        }
    }

    @Test
    void matchingIsTheReferenceAndDoesNotDependOnTheFoundNumbers() throws IOException {
        for (JsonNode each : vectors()) {
            JsonNode expected = each.get("expected");
            double[] domains = JSON.convertValue(each.get("p_d"), double[].class);
            Mixtures truth =
                    new Mixtures(table(each.get("p_y_given_d")), table(each.get("p_cluster_given_y")), new int[0], 1);
            Adjustment adjustment = new Adjustment(truth.domainGivenClass(domains), truth.classesGivenDomain());
            double[][] noisy = table(each.get("noisy_p_d_given_x"));
            int[] domain = numbers(each.get("example_domain"));
            int[] classes = numbers(each.get("example_class"));
            int count = each.get("classes").asInt();
            double[][] agreement = new double[count][count];
            double[][] permuted = new double[count][count];
            for (int i = 0; i < classes.length; i++) {
                int found = argmax(adjustment.inDomain(adjustment.classes(noisy[i]), domain[i]));
                agreement[found][classes[i]]++;
                permuted[(found + 1) % count][classes[i]]++;
            }
            int[] match = Assignment.largest(agreement);
            assertThat(match).isEqualTo(numbers(expected.get("matching")));
            assertThat(agreed(agreement, match) / classes.length)
                    .isCloseTo(expected.get("accuracy").asDouble(), within(1e-9));
            assertThat(agreed(permuted, Assignment.largest(permuted))).isEqualTo(agreed(agreement, match));
        }
    }

    private static int argmax(double[] values) {
        int best = 0;
        for (int k = 1; k < values.length; k++) {
            best = values[k] > values[best] ? k : best;
        }
        return best;
    }

    private static double agreed(double[][] agreement, int[] match) {
        double sum = 0;
        for (int k = 0; k < match.length; k++) {
            sum += agreement[k][match[k]];
        }
        return sum;
    }

    @Test
    void aDomainWithOneClassIsThatClass() {
        double[][] one = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
        DomainTable table = DomainTable.of(one, new double[] {0.2, 0.3, 0.5});
        Mixtures found = Mixtures.byAnchors(table, 3);
        Adjustment adjustment = new Adjustment(found.domainGivenClass(table.domains()), found.classesGivenDomain());
        for (int d = 0; d < 3; d++) {
            double[] seen = {1 / 3., 1 / 3., 1 / 3.};
            double[] answer = adjustment.inDomain(adjustment.classes(seen), d);
            int own = d;
            int k = 0;
            while (found.classesGivenDomain()[k][own] < 0.5) {
                k++;
            }
            assertThat(answer[k]).isCloseTo(1, within(1e-9));
        }
        // p(d|x) is certain of a domain in which no class of the example occurs.
        double[] impossible = adjustment.inDomain(adjustment.classes(new double[] {1, 0, 0}), 1);
        assertThat(Arrays.stream(impossible).sum()).isCloseTo(1, within(1e-9));
        int k = 0;
        while (found.classesGivenDomain()[k][1] < 0.5) {
            k++;
        }
        assertThat(impossible[k]).isEqualTo(1);
    }

    @Test
    void domainsWithTheSameMixtureHaveNoSecondCorner() {
        double[][] same = {{0.3, 0.3, 0.3}, {0.5, 0.5, 0.5}, {0.2, 0.2, 0.2}};
        DomainTable table = DomainTable.of(same, new double[] {0.2, 0.3, 0.5});
        assertThat(Mixtures.byAnchors(table, 2).lastCorner()).isLessThan(1e-9);
    }

    /** Samples of 20 clusters; the classes 1 and 2 occur in a fixed proportion, or do not. */
    @Test
    void classesInAFixedProportionAreNotDistinct() {
        double[][] fixed = {{0.7, 0.2, 0.1}, {0.4, 0.4, 0.2}, {0.1, 0.6, 0.3}, {0.25, 0.5, 0.25}};
        double[][] free = {{0.7, 0.2, 0.1}, {0.4, 0.1, 0.5}, {0.1, 0.8, 0.1}, {0.25, 0.3, 0.45}};
        int taken = 0;
        for (int seed = 0; seed < 20; seed++) {
            taken += distinct(fixed, seed) ? 1 : 0;
            assertThat(distinct(free, seed)).as("seed " + seed).isTrue();
        }
        // It is the farthest of twelve clusters, which is sometimes far by chance.
        assertThat(taken).isLessThanOrEqualTo(2);
    }

    private static boolean distinct(double[][] mixtures, int seed) {
        CounterRandom random = CounterRandom.of(seed);
        int[] cluster = new int[8000];
        int[] domain = new int[cluster.length];
        for (int i = 0; i < cluster.length; i++) {
            domain[i] = i % 4;
            double draw = random.nextDouble();
            int own =
                    draw < mixtures[domain[i]][0] ? 0 : draw < mixtures[domain[i]][0] + mixtures[domain[i]][1] ? 1 : 2;
            // Six clusters of each class alone, and two of all of them.
            cluster[i] = random.nextInt(10) == 0 ? 18 + random.nextInt(2) : 6 * own + random.nextInt(6);
        }
        DomainTable table = DomainTable.of(cluster, domain, 20, 4);
        return Mixtures.byAnchors(table, 3).areDistinct(table, cluster.length);
    }

    private static void compare(double[][] found, double[][] expected, double tolerance) {
        assertThat(found.length).isEqualTo(expected.length);
        for (int i = 0; i < found.length; i++) {
            assertThat(found[i]).containsExactly(expected[i], within(tolerance));
        }
    }
}
