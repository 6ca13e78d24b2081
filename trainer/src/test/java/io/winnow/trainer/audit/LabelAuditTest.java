package io.winnow.trainer.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.TrueLabels;
import io.winnow.trainer.config.ConfigReader;
import io.winnow.trainer.engine.LiveArrays;
import io.winnow.trainer.evaluate.LinearProbe;
import io.winnow.trainer.evaluate.WrongLabelDetection;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LabelAuditTest {
    private static final List<String> NAMES = List.of("a", "b", "c");
    private static final AuditOptions OPTIONS = new AuditOptions(
            4,
            20,
            new ConfigReader().parse(LinearProbe.Options.class, "test", "{max_iterations: 50}", List.of()),
            "data.limit");

    /** The classes are clusters of 200, 80 and 20 points. Every eighth label is replaced by the next class. */
    @Test
    void everyMethodFindsWrongLabels() {
        int[] truth =
                IntStream.range(0, 300).map(i -> i < 200 ? 0 : i < 280 ? 1 : 2).toArray();
        int[] given = IntStream.range(0, 300)
                .map(i -> i % 8 == 0 ? (truth[i] + 1) % 3 : truth[i])
                .toArray();
        Random random = new Random(3);
        float[] values = new float[300 * 8];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian() + (i % 8 == truth[i / 8] ? 6 : 0);
        }
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray z = manager.create(values, new Shape(300, 8));
            int before = LiveArrays.below(manager);
            LabelAudit audit = LabelAudit.of(z, new ClassLabels(given, NAMES), OPTIONS, 1, said -> {});
            assertThat(LiveArrays.below(manager)).isEqualTo(before);
            assertThat(audit.opinions().keySet()).containsExactlyElementsOf(LabelAudit.methods());
            audit.opinions().forEach((name, opinion) -> {
                assertThat(WrongLabelDetection.of(new TrueLabels(truth), given, opinion.wrong(), opinion.suggested())
                                .get("auroc"))
                        .as(name)
                        .isGreaterThan(0.9);
                for (int i = 0; i < 300; i++) {
                    assertThat(opinion.wrong()[i]).isBetween(0f, 1f);
                }
            });
            Opinion mean = audit.opinions().get(LabelAudit.MEAN);
            float[] training = audit.opinions().get(LabelAudit.TRAINING).wrong();
            for (int i = 0; i < 300; i++) {
                // Both fits of the methods that have not seen the label, and the training.
                assertThat(mean.wrong()[i]).isCloseTo((2 * audit.unseen().wrong()[i] + training[i]) / 3, within(1e-6f));
            }
            assertThat(mean.suggested()).isEqualTo(audit.unseen().suggested());
            // 38 labels are wrong.
            assertThat(audit.joint().issues()).isBetween(30.0, 60.0);
            assertThat(IntStream.range(0, 300)
                            .filter(i -> audit.flagged()[i] && i % 8 == 0)
                            .count())
                    .isGreaterThan(30);
        }
    }

    /**
     * The classes are clusters of 540, 30 and 30 points that overlap a little, and every twelfth label is wrong. So most examples with one of
     * the rare labels are wrong. Methods that give each class the same weight have .84 to .99 here.
     */
    @Test
    void mostLabelsOfRareClassesMayBeWrong() {
        int n = 600;
        int[] truth =
                IntStream.range(0, n).map(i -> i < 540 ? 0 : i < 570 ? 1 : 2).toArray();
        int[] given = IntStream.range(0, n)
                .map(i -> i % 12 == 5 ? (truth[i] + 1 + i / 12 % 2) % 3 : truth[i])
                .toArray();
        Random random = new Random(1);
        float[] values = new float[n * 8];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian() + (i % 8 == truth[i / 8] ? 3 : 0);
        }
        try (NDManager manager = NDManager.newBaseManager()) {
            LabelAudit audit = LabelAudit.of(
                    manager.create(values, new Shape(n, 8)), new ClassLabels(given, NAMES), OPTIONS, 1, said -> {});
            for (String method :
                    List.of(LabelAudit.CONFIDENT, LabelAudit.KERNEL, LabelAudit.TRAINING, LabelAudit.MEAN)) {
                Opinion opinion = audit.opinions().get(method);
                assertThat(WrongLabelDetection.of(new TrueLabels(truth), given, opinion.wrong(), opinion.suggested())
                                .get("auroc"))
                        .as(method)
                        .isGreaterThan(0.98);
            }
        }
    }

    /** Annotators have a quarter of the weight, and where they said nothing, the mean is that of the models. */
    @Test
    void annotatorsJoinTheMean() {
        int[] given = IntStream.range(0, 24).map(i -> i % 2).toArray();
        float[] values = new float[48];
        double[][] said = new double[24][];
        for (int i = 0; i < 24; i++) {
            values[2 * i] = given[i] + 0.1f * (i % 5);
            values[2 * i + 1] = 0.3f * (i % 3);
            said[i] = i < 12 ? new double[] {0.2, 0.8} : null;
        }
        try (NDManager manager = NDManager.newBaseManager()) {
            LabelAudit audit = LabelAudit.of(
                    manager.create(values, new Shape(24, 2)),
                    new ClassLabels(given, NAMES.subList(0, 2)),
                    new AuditOptions(2, 5, OPTIONS.linear(), OPTIONS.fewer()),
                    1,
                    Optional.of(new AnnotatorOpinion(said)),
                    message -> {});
            float[] models = audit.opinions().get(LabelAudit.MODELS).wrong();
            float[] annotations = audit.opinions().get(LabelAudit.ANNOTATIONS).wrong();
            float[] mean = audit.opinions().get(LabelAudit.MEAN).wrong();
            for (int i = 0; i < 24; i++) {
                float own = i >= 12 ? models[i] : given[i] == 1 ? 0.2f : 0.8f;
                assertThat(annotations[i]).isCloseTo(own, within(1e-6f));
                assertThat(mean[i]).isCloseTo((3 * models[i] + own) / 4, within(1e-6f));
            }
        }
    }

    @Test
    void foldsAreStratified() {
        int[] classes = IntStream.range(0, 60).map(i -> i < 40 ? 0 : 1).toArray();
        int[] folds = Folds.stratified(classes, 2, 4, 9).of();
        for (int fold = 0; fold < 4; fold++) {
            int own = fold;
            assertThat(IntStream.range(0, 40).filter(i -> folds[i] == own).count())
                    .isEqualTo(10);
            assertThat(IntStream.range(40, 60).filter(i -> folds[i] == own).count())
                    .isEqualTo(5);
        }
        assertThat(folds).isNotEqualTo(Folds.stratified(classes, 2, 4, 10).of());
        assertThat(Arrays.copyOf(folds, 8)).isNotEqualTo(new int[] {0, 1, 2, 3, 0, 1, 2, 3});
    }

    @Test
    void smallAndUniformSetsAreNoError() {
        try (NDManager manager = NDManager.newBaseManager()) {
            AuditOptions two = new AuditOptions(2, 20, OPTIONS.linear(), OPTIONS.fewer());
            LabelAudit pair = LabelAudit.of(
                    manager.create(new float[] {0, 1, 1, 0}, new Shape(2, 2)),
                    new ClassLabels(new int[] {0, 1}, NAMES.subList(0, 2)),
                    two,
                    1,
                    said -> {});
            // Copies of one point with labels of two classes cannot be told apart.
            int[] mixed = IntStream.range(0, 30).map(i -> i % 3 == 0 ? 1 : 0).toArray();
            LabelAudit copies = LabelAudit.of(
                    manager.ones(new Shape(30, 3)), new ClassLabels(mixed, NAMES.subList(0, 2)), two, 1, said -> {});
            LabelAudit uniform = LabelAudit.of(
                    manager.ones(new Shape(9, 3)), new ClassLabels(new int[9], List.of("only")), two, 1, said -> {});
            for (LabelAudit audit : List.of(pair, copies, uniform)) {
                Verdict verdict = Verdict.of(audit, LabelAudit.MEAN, Optional.empty());
                for (float wrong : verdict.wrong()) {
                    assertThat(wrong).isBetween(0f, 1f);
                }
                assertThat(verdict.estimate().share()).isBetween(0.0, 1.0);
            }
            assertThat(uniform.opinions().get(LabelAudit.MEAN).wrong()).containsOnly(0f);
        }
    }
}
