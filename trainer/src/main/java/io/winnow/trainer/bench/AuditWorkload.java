package io.winnow.trainer.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.trainer.audit.AuditOptions;
import io.winnow.trainer.audit.LabelAudit;
import io.winnow.trainer.config.ConfigReader;
import io.winnow.trainer.evaluate.LinearProbe;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** A complete audit of labels of one class each, with its defaults: vectors around a center for each class, and a fifth of the labels at random. */
final class AuditWorkload implements Workload {
    private static final int CLASSES = 10;
    private static final double APART = 0.15;
    private static final double SPREAD = 0.7;
    private static final int FOLDS = 5;
    private static final int NEIGHBOURS = 50;

    private final int count;
    private final NDManager manager;
    private final NDArray vectors;
    private final ClassLabels labels;
    private final AuditOptions audit;

    AuditWorkload(int count, int dimension, BenchOptions options) {
        this.count = count;
        manager = NDManager.newBaseManager(options.device());
        Random random = new Random(1);
        float[][] centers = new float[CLASSES][dimension];
        for (float[] center : centers) {
            for (int d = 0; d < dimension; d++) {
                center[d] = (float) (APART * random.nextGaussian());
            }
        }
        float[] all = new float[count * dimension];
        int[] given = new int[count];
        for (int i = 0; i < count; i++) {
            int own = random.nextInt(CLASSES);
            given[i] = random.nextInt(5) == 0 ? random.nextInt(CLASSES) : own;
            for (int d = 0; d < dimension; d++) {
                all[i * dimension + d] = (float) (centers[own][d] + SPREAD * random.nextGaussian());
            }
        }
        vectors = manager.create(all, new Shape(count, dimension));
        labels = new ClassLabels(
                given, IntStream.range(0, CLASSES).mapToObj(k -> "class " + k).toList());
        audit = new AuditOptions(
                FOLDS,
                NEIGHBOURS,
                new ConfigReader().parse(LinearProbe.Options.class, "audit", "{}", List.of()),
                "a smaller workload");
    }

    @Override
    public String name() {
        return "audit " + vectors.getShape().get(0) + " x " + vectors.getShape().get(1);
    }

    @Override
    public String unit() {
        return "labels";
    }

    @Override
    public double items() {
        return count;
    }

    /** The number of steps of the linear classifiers depends on the data. */
    @Override
    public double flop() {
        return 0;
    }

    @Override
    public void step(long number) {
        LabelAudit found = LabelAudit.of(vectors, labels, audit, 1, message -> {});
        if (found.given().size() != count) {
            throw new IllegalStateException("the audit has other labels");
        }
    }

    @Override
    public void close() {
        manager.close();
    }
}
