package io.winnow.trainer.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.image.ImageSize;
import io.winnow.models.layer.Activation;
import io.winnow.models.layer.Precision;
import io.winnow.models.table.TableNetOptions;
import io.winnow.models.text.BertOptions;
import io.winnow.models.torch.FlopCount;
import io.winnow.models.vision.ResNetOptions;
import io.winnow.models.vision.VitOptions;
import io.winnow.trainer.compiled.Compilation;
import io.winnow.trainer.engine.MatrixProduct;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BenchmarkTest {
    private static final BenchOptions OPTIONS =
            new BenchOptions(Device.cpu(), Precision.FLOAT32, Compilation.OFF, 3, 0.05);

    /** A workload whose speed is known. */
    private static final class Sleeping implements Workload {
        private final List<Long> steps = new ArrayList<>();

        @Override
        public String name() {
            return "sleep";
        }

        @Override
        public String unit() {
            return "naps";
        }

        @Override
        public double items() {
            return 4;
        }

        @Override
        public double flop() {
            return 8e6;
        }

        @Override
        public void step(long number) {
            steps.add(number);
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() {}
    }

    @Test
    void theRateOfASleepingWorkloadIsMeasured() {
        Sleeping naps = new Sleeping();
        Measurement measured = Benchmark.measure(naps, OPTIONS);
        // The rate is at most 4 items in 20 ms; on a busy machine, sleeping takes longer.
        assertThat(measured.rate().high()).isBetween(20.0, 200.0);
        assertThat(measured.rate().low())
                .isLessThanOrEqualTo(measured.rate().median())
                .isPositive();
        assertThat(measured.flopPerItem()).isEqualTo(2e6);
        assertThat(measured.gflops().median()).isCloseTo(measured.rate().median() * 2e6 / 1e9, within(1e-9));
        assertThat(measured.share().median())
                .isBetween(
                        measured.gflops().low() / measured.productGflops().high() * 0.999,
                        measured.gflops().high() / measured.productGflops().low() * 1.001);
        for (int i = 0; i < naps.steps.size(); i++) {
            assertThat(naps.steps.get(i)).isEqualTo(i);
        }
    }

    @Test
    void theRateOfTheMatrixProductAgreesWithADirectMeasurement() {
        try (MatrixProduct product = new MatrixProduct(Device.cpu(), Precision.FLOAT32);
                NDManager manager = NDManager.newBaseManager(Device.cpu())) {
            NDArray x = manager.randomNormal(new Shape(1024, 1024));
            product.rate(0.2);
            double best = 0;
            double bestByHand = 0;
            for (int i = 0; i < 5; i++) {
                best = Math.max(best, product.rate(0.1));
                long begin = System.nanoTime();
                for (int n = 0; n < 4; n++) {
                    x.matMul(x).close();
                }
                bestByHand = Math.max(bestByHand, 4 * 2e9 * 1.073741824 / ((System.nanoTime() - begin) / 1e9));
            }
            // Other work on the machine changes both figures, so the bounds are wide.
            assertThat(best / bestByHand).isBetween(0.4, 2.5);
        }
    }

    @Test
    void theMedianLiesBetweenTheExtremes() {
        assertThat(Spread.of(3, 1, 2)).isEqualTo(new Spread(2, 1, 3));
        assertThat(Spread.of(4, 1, 2, 3)).isEqualTo(new Spread(2.5, 1, 4));
        assertThat(Spread.of(1).text(1)).isEqualTo("1.0 (1.0 to 1.0)");
    }

    @Test
    void classifiersStartAtTheLossOfChance() {
        VitOptions vit = new VitOptions(8, 4, 12, 1, 3, VitOptions.Pooling.MEAN, 0);
        for (Precision precision : Precision.values()) {
            BenchOptions options = new BenchOptions(Device.cpu(), precision, Compilation.OFF, 1, 0);
            try (Workload workload = vit(vit, options)) {
                float[] first = ((TrainingWorkload) workload).measures();
                assertThat(first[0]).isCloseTo((float) Math.log(10), within(1f));
                assertThat(first[1]).isPositive();
                // The steps are so small that the loss stays the same.
                assertThat(((TrainingWorkload) workload).measures()[0]).isCloseTo(first[0], within(1e-2f));
                assertThat(workload.flop()).isEqualTo(3 * 20 * (Flop.vit(vit, 1) + 2 * 12 * 10));
            }
        }
        ResNetOptions resNet = new ResNetOptions(8, 4, false);
        try (Workload workload = resNet(resNet, 8)) {
            assertThat(((TrainingWorkload) workload).measures()[0]).isCloseTo((float) Math.log(10), within(1.5f));
        }
    }

    /** For a table of one row with one cell of one word, and a caption of one word, the operations of each part are counted by hand. */
    @Test
    void operationsOfATableOfOneCellAgreeWithACountByHand() {
        TableNetOptions one = new TableNetOptions(1, 1, 1, 1, 3, 2, 5, 1, 0, 0.9);
        double lstm = 2 * 2 * (2 * 3 * 8 + 2 * 2 * 8);
        double attention = (2 * 4 * 4 + 2 * 2 * 4) + (2 * 5 * 5 + 2 * 2 * 5);
        double maps = 2 * 4 * 5 + 2 * 5 * 5;
        assertThat(TableWorkload.flop(one)).isEqualTo(lstm + attention + maps);
        TableNetOptions small = new TableNetOptions(2, 2, 3, 2, 4, 3, 5, 3, 0, 0.9);
        try (Workload workload = TableWorkload.open(small, 4, OPTIONS)) {
            float[] first = ((TrainingWorkload) workload).measures();
            assertThat(first[0]).isPositive();
            assertThat(first[1]).isPositive();
            assertThat(workload.flop()).isEqualTo(3 * 4 * 2 * TableWorkload.flop(small));
        }
    }

    /** The linear maps of MiniLM have 10.6 million weights outside of its embeddings, so they take 21 million operations for each token. */
    @Test
    void aTextTakesTwoOperationsForEachWeightOfItsMaps() {
        double maps = 128 * 2 * 6 * (4.0 * 384 * 384 + 2.0 * 384 * 1536);
        double attention = 6 * 2 * 2.0 * 128 * 128 * 384;
        assertThat(Flop.transformer(128, 384, 1536, 6)).isEqualTo(maps + attention);
        BertOptions small = new BertOptions(50, 12, 1, 3, 24, 16, 2, Activation.GELU, 1e-12, 0, 0);
        try (Workload workload = TextWorkload.open(small, 4, 8, OPTIONS)) {
            // This is the squared distance between normalised vectors and independent normal ones.
            assertThat(((TrainingWorkload) workload).measures()[0]).isBetween(0.5f, 4f);
            assertThat(workload.flop()).isEqualTo(3 * 4 * Flop.transformer(8, 12, 24, 1));
        }
    }

    /** The layers count as many operations as the formulas say, whether passes run operator by operator or compiled. */
    @ParameterizedTest
    @EnumSource(names = {"OFF", "AUTO"})
    void layersCountTheOperationsOfTheFormulas(Compilation compiled) {
        BenchOptions options = OPTIONS.with(compiled);
        VitOptions vit = new VitOptions(8, 4, 12, 2, 3, VitOptions.Pooling.MEAN, 0);
        BertOptions bert = new BertOptions(50, 12, 2, 3, 24, 16, 2, Activation.GELU, 1e-12, 0, 0);
        TableNetOptions table = new TableNetOptions(2, 2, 3, 2, 4, 3, 5, 3, 0, 0.9);
        for (Workload workload : List.of(
                vit(vit, options),
                Workloads.classifier(
                        "ResNet",
                        new ResNetOptions(14, 4, false),
                        Flop.residual(14, 4, 3, 16),
                        3,
                        16,
                        6,
                        TrainingWorkload.sgd(),
                        options,
                        PlainNetworks.residual(14, 4, 10)),
                TextWorkload.open(bert, 4, 8, options),
                TableWorkload.open(table, 4, options))) {
            try (workload) {
                workload.step(0); // compiled passes are compared with others at the first step
                try (FlopCount count = FlopCount.open()) {
                    workload.step(1);
                    assertThat(count.total()).as(workload.name()).isCloseTo(workload.flop(), withinPercentage(1e-6));
                    assertThat(count.forward()).isCloseTo(workload.flop() / 3, withinPercentage(1e-6));
                }
            }
        }
    }

    @Test
    void theOtherWorkloadsCountTheirOperations() {
        try (CentersWorkload centers = new CentersWorkload(1000, 16, 8, 100, OPTIONS)) {
            // There are 100 negatives and at most 64 positives, and three products of (8, 16) and (16, S).
            assertThat(centers.flop()).isBetween(3 * 2 * 8 * 16 * 101.0, 3 * 2 * 8 * 16 * 164.0);
            float first = centers.loss(0);
            for (int i = 0; i < 20; i++) {
                centers.loss(0);
            }
            assertThat(centers.loss(0)).isLessThan(first);
        }
        try (KMeansWorkload clustering = new KMeansWorkload(2000, 8, 50, 3, OPTIONS)) {
            assertThat(clustering.flop()).isEqualTo(4.0 * 2000 * 2 * 8 * 50);
            clustering.step(0);
        }
        try (DecodeWorkload decode = new DecodeWorkload("png", 16, OPTIONS)) {
            assertThat(Benchmark.measure(decode, OPTIONS).share()).isNull();
        }
        try (PhotographsWorkload photographs = new PhotographsWorkload(2, new ImageSize(300, 400))) {
            assertThat(Benchmark.measure(photographs, OPTIONS).share()).isNull();
            assertThat(photographs.name()).isEqualTo("photographs 400x300");
        }
    }

    /** Every parameter of the networks of DJL's blocks gets a gradient, so no plain loop is fast because it leaves something out. */
    @Test
    void plainLoopsTrainEveryParameter() {
        VitOptions vit = new VitOptions(8, 4, 12, 2, 3, VitOptions.Pooling.MEAN, 0);
        ResNetOptions resNet = new ResNetOptions(8, 4, false);
        BertOptions bert = new BertOptions(50, 12, 2, 3, 24, 16, 2, Activation.GELU, 1e-12, 0, 0);
        TableNetOptions table = new TableNetOptions(2, 2, 3, 2, 4, 3, 5, 3, 0, 0.9);
        for (Workload workload : List.of(
                vit(vit, OPTIONS),
                resNet(resNet, 8),
                TextWorkload.open(bert, 4, 8, OPTIONS),
                TableWorkload.open(table, 4, OPTIONS))) {
            try (workload;
                    PlainTraining loop = (PlainTraining) workload.plain().orElseThrow()) {
                assertSameWork(loop, workload);
                assertThat(loop.backward()).isPositive().isFinite();
                loop.block().getParameters().forEach(pair -> {
                    if (pair.getValue().requiresGradient()) {
                        NDArray gradient = pair.getValue().getArray().getGradient();
                        assertThat(gradient.abs().sum().getFloat())
                                .as(loop.name() + " " + pair.getKey())
                                .isPositive();
                    }
                });
                loop.step(0);
            }
        }
    }

    @Test
    void otherPlainLoopsDoTheSameWork() {
        for (Workload workload : List.of(
                new CentersWorkload(1000, 16, 8, 100, OPTIONS),
                new KMeansWorkload(2000, 8, 50, 3, OPTIONS),
                new DecodeWorkload("png", 16, OPTIONS),
                new PhotographsWorkload(2, new ImageSize(300, 400)))) {
            try (workload;
                    Workload plain = workload.plain().orElseThrow()) {
                assertSameWork(plain, workload);
                plain.step(0);
            }
        }
    }

    @Test
    void onCpusTheLargeWorkloadRunsOnlyIfItIsNamed() {
        assertThat(Workloads.usual(Device.gpu()))
                .isEqualTo(Workloads.names().stream()
                        .filter(name -> !name.equals("audit"))
                        .toList());
        assertThat(Workloads.names()).containsAll(Workloads.usual(Device.cpu())).contains("vit-small");
        assertThat(Workloads.usual(Device.cpu())).doesNotContain("vit-small");
    }

    private static void assertSameWork(Workload plain, Workload workload) {
        assertThat(plain.items()).isEqualTo(workload.items());
        assertThat(plain.flop()).isEqualTo(workload.flop());
        assertThat(plain.name()).startsWith(workload.name() + " ");
    }

    private static Workload vit(VitOptions vit, BenchOptions options) {
        return Workloads.classifier(
                "tiny", vit, Flop.vit(vit, 1), 1, 8, 20, TrainingWorkload.adamW(), options, PlainNetworks.vit(vit, 10));
    }

    private static Workload resNet(ResNetOptions resNet, int depth) {
        return Workloads.classifier(
                "tiny",
                resNet,
                Flop.residual(depth, 4, 3, 16),
                3,
                16,
                20,
                TrainingWorkload.sgd(),
                OPTIONS,
                PlainNetworks.residual(depth, 4, 10));
    }
}
