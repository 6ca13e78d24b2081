package io.winnow.trainer.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.label.CandidateLabels;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.ClassSets;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.label.NoLabels;
import io.winnow.datasets.label.NumberLabels;
import io.winnow.datasets.label.OrdinalLabels;
import io.winnow.datasets.label.SoftLabels;
import io.winnow.datasets.label.VoteLabels;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.target.classes.ClassLoss;
import io.winnow.trainer.target.numbers.NumberLoss;
import io.winnow.trainer.target.sets.PairwiseLoss;
import io.winnow.trainer.target.sets.SetLoss;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is learned from each kind of labels, compared with values computed by hand. */
class TargetsTest {
    private static final List<String> NAMES = List.of("a", "b", "c");

    /** Three examples: a, b and not a; all of c is unknown for the first. */
    private static ClassSets sets() {
        return new ClassSets(
                new int[][] {{0}, {1, 2}, {}}, new int[][] {{1}, {}, {0}}, new boolean[] {false, true, true}, NAMES);
    }

    private static NumberLabels numbers() {
        return new NumberLabels(
                new double[][] {{1, 10}, {3, Double.NaN}, {5, 30}}, List.of("x", "y"), Optional.empty());
    }

    private static Target of(Labels labels) {
        return Targets.of(labels).orElseThrow();
    }

    private static float[] encoded(Labels labels, long... rows) {
        try (NDManager manager = NDManager.newBaseManager()) {
            return of(labels).encode(labels).of(rows, manager).toFloatArray();
        }
    }

    /** The loss of the usual kind for given outputs (B, O) of all examples. */
    private static float usualLoss(Labels labels, float... outputs) {
        Target target = of(labels);
        try (NDManager manager = NDManager.newBaseManager()) {
            long[] rows = new long[labels.size()];
            for (int i = 0; i < rows.length; i++) {
                rows[i] = i;
            }
            return target.usualLoss()
                    .bind(labels, manager)
                    .of(
                            manager.create(outputs, new Shape(rows.length, outputs.length / rows.length)),
                            target.encode(labels).of(rows, manager),
                            manager.create(rows),
                            Optional.empty(),
                            0)
                    .toFloatArray()[0];
        }
    }

    private static float[] predictions(Target target, float... outputs) {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray one = manager.create(outputs, new Shape(1, outputs.length));
            return target.predictions(one).toFloatArray();
        }
    }

    @Test
    void everyTargetIsReadAgain() throws IOException {
        OrdinalLabels levels = new OrdinalLabels(new int[] {0, 2}, Optional.empty(), NAMES);
        for (Labels labels : List.of(new ClassLabels(new int[] {0, 1}, NAMES), sets(), levels, numbers())) {
            Target target = of(labels);
            assertThat(Json.parse(Json.page(target), Target.class)).isEqualTo(target);
        }
        assertThat(Targets.of(new NoLabels(3))).isEmpty();
    }

    @Test
    void whatIsKnownOfOneClassIsADistribution() {
        assertThat(encoded(new ClassLabels(new int[] {2, 0}, NAMES), 0, 1)).containsExactly(0, 0, 1, 1, 0, 0);
        assertThat(encoded(new SoftLabels(new int[][] {{0, 2}}, new double[][] {{0.25, 0.75}}, NAMES), 0))
                .containsExactly(0.25f, 0, 0.75f);
        assertThat(encoded(new VoteLabels(new int[][] {{}}, new int[][] {{1, 1, 0, 1}}, List.of(), NAMES), 0))
                .containsExactly(0.25f, 0.75f, 0);
        assertThat(encoded(new CandidateLabels(new int[][] {{0, 2}}, NAMES), 0)).containsExactly(1, 0, 1);
    }

    /** data-readers.md, section 8: candidates 0 and 1 of p = (.5, .3, .2) have the loss -log .8. */
    @Test
    void candidatesShareTheirProbability() {
        float[] logits = {(float) Math.log(0.5), (float) Math.log(0.3), (float) Math.log(0.2)};
        assertThat(usualLoss(new CandidateLabels(new int[][] {{0, 1}}, NAMES), logits))
                .isCloseTo((float) -Math.log(0.8), within(1e-6f));
        assertThat(new ClassLoss.Ldam(0.5, 30, Optional.empty())
                        .refuses(
                                of(new CandidateLabels(new int[][] {{0, 1}}, NAMES)),
                                new CandidateLabels(new int[][] {{0, 1}}, NAMES)))
                .isPresent();
    }

    @Test
    void unknownClassesHaveNoLoss() {
        assertThat(encoded(sets(), 0, 1)).containsExactly(1, -1, 0, -1, 1, 1);
        float[] zero = new float[9];
        // 8 of 9 pairs are known, each with the loss log 2; the sum is divided by all pairs.
        assertThat(usualLoss(sets(), zero)).isCloseTo((float) (8 * Math.log(2) / 9), within(1e-6f));
        assertThat(predictions(of(sets()), 0, (float) Math.log(3), -100)).satisfies(p -> {
            assertThat(p[0]).isEqualTo(0.5f);
            assertThat(p[1]).isCloseTo(0.75f, within(1e-6f));
            assertThat(p[2]).isLessThan(1e-6f);
        });
    }

    @Test
    void aLossThatIgnoresUnknownClassesNeedsNegatives() {
        ClassSets positives = new ClassSets(
                new int[][] {{0}, {1}}, new int[][] {{}, {}}, new boolean[] {false, false}, List.of("a", "b"));
        assertThat(of(positives).usualLoss().refuses(of(positives), positives).orElseThrow())
                .contains("every example has every class")
                .contains("unknown: negative");
        SetLoss assuming = new PairwiseLoss.Asymmetric(
                0,
                4,
                0.05,
                false,
                ((PairwiseLoss.BinaryCrossEntropy) of(positives).usualLoss()).sum());
        assertThat(assuming.refuses(of(positives), positives)).isEmpty();
        assertThat(of(sets()).usualLoss().refuses(of(sets()), sets())).isEmpty();
    }

    @Test
    void thresholdsAreChosenOnValidationDataAndDecide() {
        ClassSets truth = new ClassSets(new int[][] {{0}, {0}, {1}, {}}, List.of("a", "b"));
        float[] predictions = {0.4f, 0.1f, 0.3f, 0.1f, 0.1f, 0.3f, 0.1f, 0.1f};
        Target target = of(truth);
        assertThat((List<?>) target.line(new float[] {0.4f, 0.1f}, 2).get("labels"))
                .isEmpty();
        Target tuned = target.tuned(predictions, truth, Optional.empty());
        Map<String, Object> line = tuned.line(new float[] {0.4f, 0.1f}, 1);
        assertThat(line.get("labels")).isEqualTo(List.of("a"));
        assertThat((List<?>) line.get("predictions")).hasSize(1);
        assertThat(tuned.judge(predictions, truth).orElseThrow().metrics())
                .containsEntry("of1", 0.0)
                .containsEntry("of1_tuned", 1.0);
    }

    /** Where nothing is known to be absent, the largest F1 is that of predicting everything, and every precision is 1. */
    @Test
    void withoutNegativesNoThresholdIsChosenAndJudgementsAreDoubted() {
        ClassSets positives = new ClassSets(
                new int[][] {{0}, {0, 1}, {1}}, new int[3][0], new boolean[] {false, false, false}, List.of("a", "b"));
        ClassSets some = new ClassSets(
                new int[][] {{0}, {0, 1}, {1}},
                new int[][] {{}, {}, {0}},
                new boolean[] {false, false, false},
                List.of("a", "b"));
        float[] predictions = {0.1f, 0.2f, 0.1f, 0.1f, 0.1f, 0.3f};
        Target target = of(positives);
        assertThat(target.tuned(predictions, positives, Optional.empty())).isEqualTo(target);
        assertThat(target.doubts(positives, Optional.of(positives), false, "rows"))
                .hasSize(2)
                .allSatisfy(each -> assertThat(each).contains("known to lack any class"));
        assertThat(target.doubts(some, Optional.of(positives), true, "rows"))
                .containsExactly(
                        "None of the test rows is known to lack b, so that the average precision of this class is 1"
                                + " whatever is predicted; mAP contains it.");
        assertThat(target.doubts(
                        new ClassSets(new int[][] {{0}, {1}}, List.of("a", "b")), Optional.empty(), false, "rows"))
                .isEmpty();
    }

    /** Where no validation example has a class, every threshold has the same F1. */
    @Test
    void withoutPositivesNoThresholdIsChosenEither() {
        ClassSets none = new ClassSets(new int[3][0], List.of("a", "b"));
        ClassSets some = new ClassSets(new int[][] {{0}, {1}, {}}, List.of("a", "b"));
        float[] predictions = {0.1f, 0.2f, 0.1f, 0.1f, 0.1f, 0.3f};
        Target target = of(some);
        assertThat(target.tuned(predictions, none, Optional.empty())).isEqualTo(target);
        assertThat(target.tuned(predictions, some, Optional.empty())).isNotEqualTo(target);
        assertThat(target.doubts(some, Optional.of(none), false, "rows"))
                .singleElement()
                .asString()
                .startsWith(
                        "No thresholds were chosen, because none of the validation rows is known to have any class.");
        assertThat(target.doubts(some, Optional.of(some), false, "rows")).isEmpty();
    }

    /** The page of an exported model says how labels follow from its outputs; those of sets are no softmax. */
    @Test
    void readersOfSetsAreToldOfTheThresholds() {
        ClassSets some = new ClassSets(new int[][] {{0}, {1}, {}}, List.of("a", "b"));
        Target target = of(some);
        assertThat(target.reading())
                .contains("need not sum to 1", "0.5 for all classes")
                .doesNotContain("softmax");
        assertThat(target.withThreshold(0.3).reading()).contains("`target.thresholds.per_class`");
    }

    /** Models that are fitted to known pairs count unknown ones as negatives if no pair is negative. */
    @Test
    void baselinesOfPositivesAloneTakeTheOthersForNegatives() {
        ClassSets positives =
                new ClassSets(new int[][] {{0}, {0, 1}, {1}, {0}}, new int[4][0], new boolean[4], List.of("a", "b"));
        assertThat(of(positives).constant(positives)).containsExactly(0.75f, 0.5f);
        assertThat(of(sets()).constant(sets())).containsExactly(1 / 3f, 1 / 3f, 0.5f);
    }

    /** Of a given number of labels an example, as many are predicted, even where the validation labels are incomplete. */
    @Test
    void anExpectedNumberOfLabelsSetsTheThreshold() {
        ClassSets incomplete = new ClassSets(new int[][] {{0}, {}, {}, {}}, List.of("a", "b"));
        float[] predictions = {0.4f, 0.1f, 0.3f, 0.05f, 0.2f, 0.35f, 0.1f, 0.15f};
        Target tuned = of(incomplete).tuned(predictions, incomplete, Optional.of(0.75));
        assertThat(tuned.labels(new float[] {0.4f, 0.3f})).containsExactly("a", "b");
        assertThat(tuned.labels(new float[] {0.24f, 0.26f})).containsExactly("b");
        assertThat(of(incomplete)
                        .tuned(predictions, incomplete, Optional.empty())
                        .labels(new float[] {0.3f, 0.3f}))
                .isEmpty();
    }

    @Test
    void levelsHaveCumulativeTargetsAndAMedian() {
        OrdinalLabels levels = OrdinalLabels.of(new double[][] {{0.25, 0.25, 0.5}, {1, 0, 0}}, NAMES);
        assertThat(encoded(levels, 0, 1)).containsExactly(0.75f, 0.5f, 0, 0);
        // P(level > 0) = 3/4 and P(level > 1) = 1/4
        float[] predicted = predictions(of(levels), (float) Math.log(3), (float) -Math.log(3));
        assertThat(predicted[0]).isCloseTo(0.25f, within(1e-6f));
        assertThat(predicted[1]).isCloseTo(0.5f, within(1e-6f));
        assertThat(of(levels).line(predicted, 1).get("level")).isEqualTo("b");
        assertThat(of(levels)
                        .judge(
                                new float[] {0.6f, 0.4f, 0, 0, 0.1f, 0.9f},
                                new OrdinalLabels(new int[] {0, 1}, Optional.empty(), NAMES))
                        .orElseThrow()
                        .metrics())
                .containsEntry("mae", 0.5);
    }

    @Test
    void numbersAreStandardisedAndMasked() {
        float deviation = (float) Math.sqrt(8.0 / 3);
        assertThat(encoded(numbers(), 0, 1))
                .containsExactly(new float[] {-2 / deviation, -1, 1, 1, 0, 0, 1, 0}, within(1e-6f));
        float[] predicted = predictions(of(numbers()), 1, 0);
        assertThat(predicted[0]).isCloseTo(3 + deviation, within(1e-5f));
        assertThat(predicted[1]).isCloseTo(20, within(1e-5f));
        assertThat(of(numbers()).line(predicted, 1)).containsKey("values");
        // Huber with delta 1 of -sqrt(1.5), 0, sqrt(1.5) for x, and of -1 and 1 for y, over five known numbers
        assertThat(usualLoss(numbers(), new float[6]))
                .isCloseTo((float) ((2 * (Math.sqrt(1.5) - 0.5) + 1) / 5), within(1e-6f));
        Target target = of(numbers());
        assertThat(new NumberLoss.Squared().refuses(target, numbers())).isEmpty();
        assertThat(target.judge(new float[] {1, 10, 3, 0, 5, 30}, numbers())
                        .orElseThrow()
                        .metrics())
                .containsEntry("mae", 0.0)
                .containsEntry("x_rmse", 0.0);
    }

    @Test
    void aConstantPredictionIsTheShareOrTheMean() {
        assertThat(of(sets()).constant(sets())).containsExactly(1 / 3f, 1 / 3f, 0.5f);
        assertThat(of(numbers()).constant(numbers())).containsExactly(3, 20);
        assertThat(of(new ClassLabels(new int[] {0, 0, 0, 1}, NAMES))
                        .constant(new ClassLabels(new int[] {0, 0, 0, 1}, NAMES)))
                .containsExactly(0.75f, 0.25f, 0);
    }

    /** Every metric of a report is declared with its kind, or is a count; with several numbers, each is judged by itself as well. */
    @Test
    void theDeclaredMetricsAreThoseOfTheReports() {
        int[] many = new int[40];
        for (int i = 0; i < many.length; i++) {
            many[i] = i % 3;
        }
        List<Labels> all = List.of(
                new ClassLabels(many, NAMES),
                new ClassLabels(new int[] {0, 1, 1, 0}, List.of("a", "b")),
                new SoftLabels(new int[][] {{0, 1}, {2}}, new double[][] {{0.5, 0.5}, {1}}, NAMES),
                new CandidateLabels(new int[][] {{0, 1}, {2}}, NAMES),
                sets(),
                new OrdinalLabels(new int[] {0, 1, 2, 1}, Optional.empty(), Optional.empty(), NAMES),
                numbers());
        for (Labels labels : all) {
            Target target = of(labels);
            TargetKind kind = Targets.kindOf(target);
            float[] predictions = new float[labels.size() * target.names().size()];
            for (int i = 0; i < predictions.length; i++) {
                predictions[i] = (i * 7 % 5 + 1) / 6f;
            }
            List<String> declared =
                    kind.metrics().stream().map(TargetMetric::name).toList();
            assertThat(target.judge(predictions, labels).orElseThrow().metrics().keySet())
                    .as(kind.name())
                    .isNotEmpty()
                    .allMatch(name -> declared.contains(name)
                            || name.equals("classes_missing")
                            || name.equals("known_share")
                            || name.equals("expected_size")
                            || name.equals("mean_size")
                            || (kind.perNumber() && declared.contains(name.substring(name.indexOf('_') + 1))));
        }
    }
}
