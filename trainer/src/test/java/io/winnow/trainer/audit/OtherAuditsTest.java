package io.winnow.trainer.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.label.ClassSets;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.label.NumberLabels;
import io.winnow.datasets.label.OrdinalLabels;
import io.winnow.datasets.label.SoftLabels;
import io.winnow.datasets.label.VoteLabels;
import io.winnow.trainer.calibrate.NeighbourVotes;
import io.winnow.trainer.config.ConfigReader;
import io.winnow.trainer.engine.LiveArrays;
import io.winnow.trainer.evaluate.LinearProbe;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Audits of other labels than one class each, on clusters of points whose labels are known. */
class OtherAuditsTest {
    private static final int N = 300;
    private static final List<String> NAMES = List.of("a", "b", "c");
    private static final AuditOptions OPTIONS = new AuditOptions(
            4,
            20,
            new ConfigReader().parse(LinearProbe.Options.class, "test", "{max_iterations: 50}", List.of()),
            "data.limit");

    /** Three clusters of 100 points; row i belongs to cluster i % 3. */
    private static NDArray clusters(NDManager manager) {
        Random random = new Random(3);
        float[] values = new float[N * 8];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian() + (i % 8 == i / 8 % 3 ? 6 : 0);
        }
        return manager.create(values, new Shape(N, 8));
    }

    private static Findings audit(Labels labels, String method) {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray z = clusters(manager);
            int before = LiveArrays.below(manager);
            Findings findings =
                    Audits.of(z, labels, method, Optional.empty(), Optional.empty(), OPTIONS, 1, said -> {});
            assertThat(LiveArrays.below(manager)).isEqualTo(before);
            assertThat(findings.size()).isEqualTo(N);
            assertThat(findings.lines().map(line -> line.values().size()).distinct())
                    .containsExactly(findings.columns().size());
            return findings;
        }
    }

    /** Each example has its own class and the next one. Rows 0, 30, 60, .. lack the latter; rows 1, 31, .. have a third class instead. */
    @Test
    void missingAndWrongClassesAreFoundApart() {
        int[][] sets = new int[N][];
        for (int i = 0; i < N; i++) {
            int own = i % 3;
            sets[i] = i % 30 == 0
                    ? new int[] {own}
                    : i % 30 == 1 ? new int[] {own, (own + 2) % 3} : new int[] {own, (own + 1) % 3};
        }
        for (String method : Audits.methods(new ClassSets(sets, NAMES))) {
            Findings findings = audit(new ClassSets(sets, NAMES), method);
            assertThat(findings.answer()).isEqualTo(Findings.Answer.SET);
            List<Suspect> missing = findings.suspects(12).stream()
                    .filter(each -> each.list().equals(SetFindings.MISSING))
                    .toList();
            List<Suspect> wrong = findings.suspects(6).stream()
                    .filter(each -> each.list().equals(SetFindings.WRONG))
                    .toList();
            assertThat(missing).as(method).hasSize(12).allMatch(each -> each.row() % 30 < 2);
            assertThat(missing).allMatch(each -> each.suggested().equals(NAMES.get((each.row() % 3 + 1) % 3)));
            assertThat(wrong).as(method).hasSize(6).allMatch(each -> each.row() % 30 == 1);
            assertThat(wrong).allMatch(each -> each.given().equals(NAMES.get((each.row() % 3 + 2) % 3)));
            int[] near = findings.disagreeing(missing.get(0), 3);
            assertThat(near).hasSize(3);
            assertThat(IntStream.of(near))
                    .allMatch(row -> row % 3 == missing.get(0).row() % 3);
        }
    }

    /** If all probabilities are the same, those in view of other classes are the shares of the listed pairs with as many others. */
    @Test
    void otherClassesChangeProbabilitiesAsTheyDoInTheLabels() {
        int[][] sets = IntStream.range(0, 4000)
                .mapToObj(i -> i % 4 == 0 ? new int[0] : i % 4 < 3 ? new int[] {i % 3} : new int[] {0, 1})
                .toArray(int[][]::new);
        float[] equal = new float[3 * sets.length];
        Arrays.fill(equal, 0.5f);
        float[] applied = OtherLabels.applied(equal, sets);
        double[] pairs = new double[3];
        double[] listed = new double[3];
        for (int i = 0; i < equal.length; i++) {
            int own = i % 3;
            boolean has = Arrays.stream(sets[i / 3]).anyMatch(c -> c == own);
            int others = sets[i / 3].length - (has ? 1 : 0);
            pairs[others]++;
            listed[others] += has ? 1 : 0;
        }
        assertThat((double) applied[0]).isCloseTo(listed[0] / pairs[0], within(2e-3));
        // The third class of an example with the class 1 alone has one other class.
        assertThat((double) applied[3 + 2]).isCloseTo(listed[1] / pairs[1], within(2e-3));
        assertThat((double) applied[9 + 2]).isCloseTo(listed[2] / pairs[2], within(5e-3));
    }

    @Test
    void numbersAndLevelsThatDoNotFitComeFirst() {
        Random random = new Random(4);
        double[][] values = IntStream.range(0, N)
                .mapToObj(i -> new double[] {1e6 + 10 * ((i % 30 == 0 ? i + 1 : i) % 3) + random.nextGaussian()})
                .toArray(double[][]::new);
        NumberLabels numbers = new NumberLabels(values, List.of("y"), Optional.empty());
        OrdinalLabels levels = new OrdinalLabels(
                IntStream.range(0, N).map(i -> (i % 30 == 0 ? i + 1 : i) % 3).toArray(), Optional.empty(), NAMES);
        for (String method : Audits.methods(numbers)) {
            Findings found = audit(numbers, method);
            assertThat(found.answer()).isEqualTo(Findings.Answer.NUMBER);
            Suspect first = found.suspects(1).get(0);
            assertThat(Double.parseDouble(first.suggested())).isCloseTo(1e6 + 10 * (first.row() % 3), within(6.0));
            assertThat(found.suspects(5)).as(method).allMatch(each -> each.row() % 30 == 0);
            Findings ordered = audit(levels, method);
            assertThat(ordered.answer()).isEqualTo(Findings.Answer.CLASS);
            assertThat(ordered.suspects(5))
                    .as(method)
                    .allMatch(each -> each.row() % 30 == 0 && each.suggested().equals(NAMES.get(each.row() % 3)));
        }
    }

    @Test
    void distributionsThatDoNotFitComeFirst() {
        int[][] classes = IntStream.range(0, N)
                .mapToObj(i -> new int[] {i % 30 == 0 ? (i + 1) % 3 : i % 3, (i + 2) % 3})
                .toArray(int[][]::new);
        double[][] weights =
                IntStream.range(0, N).mapToObj(i -> new double[] {0.75, 0.25}).toArray(double[][]::new);
        int[][] votes = IntStream.range(0, N)
                .mapToObj(i -> new int[] {classes[i][0], classes[i][0], classes[i][0], classes[i][1]})
                .toArray(int[][]::new);
        for (Labels labels : List.of(
                new SoftLabels(classes, weights, NAMES), new VoteLabels(new int[N][0], votes, List.of(), NAMES))) {
            Findings findings = audit(labels, LabelAudit.MEAN);
            assertThat(findings.suspects(10))
                    .allMatch(each -> each.row() % 30 == 0 && each.suggested().equals(NAMES.get(each.row() % 3)));
            assertThat(findings.suspects(1).get(0).given()).contains(" 0.75|").endsWith(" 0.25");
        }
    }

    /** The entropy of (3/4, 1/4) is 0.811278 bits; that of (1/2, 1/2) is 1, half of which counts. */
    @Test
    void divergenceIsThatOfJensenAndShannon() {
        DistributionAudit audit = new DistributionAudit(
                new SoftLabels(
                        new int[][] {{0}, {0, 1}, {1}}, new double[][] {{1}, {0.5, 0.5}, {1}}, NAMES.subList(0, 2)),
                new float[] {1, 0, 0.5f, 0.5f, 0, 1},
                Map.of("mean", new double[] {0.5, 0.5, 0.5, 0.5, 1, 0}),
                new NeighbourVotes(new int[0], 0));
        assertThat(audit.divergences("mean")).containsExactly(new float[] {0.311278f, 0, 1}, within(1e-6f));
    }

    /** The differences are 0, 1, -1, 3 and 100; their median is 1, and the median distance from it is 2. */
    @Test
    void residualsAreRobust() {
        double[] values = {0, 1, -1, 3, 100};
        assertThat(Residuals.median(values)).isEqualTo(1);
        assertThat(Residuals.spread(values)).isCloseTo(2 * 1.4826022, within(1e-6));
        assertThat(Residuals.spread(new double[] {2, 2, 2, 6})).isCloseTo(Math.sqrt(Math.PI / 2), within(1e-12));
        assertThat(Residuals.spread(new double[] {2, 2})).isEqualTo(1);
        NeighbourVotes neighbours = new NeighbourVotes(new int[] {1, 2, 0, 2, 0, 1, 0, 1, 0, 1}, 2);
        double[] scaled = Residuals.scaled(values, new double[5], neighbours, 2);
        double spread = 2 * 1.4826022;
        // The neighbours of the first value are 0 and 2 from the median.
        double near = 1.4826022 * (0 / spread + 2 / spread) / 2;
        assertThat(scaled[0]).isCloseTo(-1 / spread / Math.sqrt((1 + near * near) / 2), within(1e-6));
    }

    @Test
    void neighboursGiveTheirMean() {
        TargetTable table = new TargetTable(new float[] {1, 0, 0, 1, 1, 1}, 2);
        NeighbourVotes neighbours = new NeighbourVotes(new int[] {1, 2, 2, 0, 0, 1}, 2);
        assertThat(table.neighbourMeans(neighbours, 2)).containsExactly(0.5, 1, 1, 0.5, 0.5, 0.5);
        assertThat(table.neighbourMeans(neighbours, 1)).containsExactly(0, 1, 1, 1, 1, 0);
    }

    @Test
    void smallAndEqualLabelsAreNoError() {
        try (NDManager manager = NDManager.newBaseManager()) {
            AuditOptions two = new AuditOptions(2, 20, OPTIONS.linear(), OPTIONS.fewer());
            NDArray z = manager.ones(new Shape(6, 3));
            double[][] same = new double[6][1];
            for (Labels labels : List.of(
                    new NumberLabels(same, List.of("y"), Optional.empty()),
                    new OrdinalLabels(new int[6], Optional.empty(), NAMES),
                    new ClassSets(new int[6][0], NAMES),
                    new SoftLabels(new int[][] {{0}, {0}, {0}, {0}, {0}, {0}}, ones(), NAMES))) {
                Findings findings =
                        Audits.of(z, labels, LabelAudit.MEAN, Optional.empty(), Optional.empty(), two, 1, said -> {});
                assertThat(findings.suspects(10)).allMatch(each -> Double.isFinite(each.wrong()));
            }
        }
    }

    private static double[][] ones() {
        return IntStream.range(0, 6).mapToObj(i -> new double[] {1}).toArray(double[][]::new);
    }
}
