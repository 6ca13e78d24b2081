package io.winnow.trainer.recipe.tabsim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.loader.ExampleBatch;
import io.winnow.datasets.table.GradedPairs;
import io.winnow.models.torch.ParameterArena;
import io.winnow.trainer.compiled.NetworkPass;
import io.winnow.trainer.engine.BatchLoss;
import io.winnow.trainer.engine.Objective;
import io.winnow.trainer.evaluate.DistanceThreshold;
import io.winnow.trainer.table.PairCalibration;
import io.winnow.trainer.table.PairFigures;
import io.winnow.trainer.table.TableEncoder;
import io.winnow.trainer.target.TargetMetric;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** A {@link PairLoss} on both tables of pairs, which is validated on held-out pairs. */
final class PairObjective implements Objective<ExampleBatch, Void> {
    static final String VALIDATION_LOSS = "validation_loss";
    private static final String MACRO_F1 = "validation_macro_f1";
    private static final String MAP = "validation_map";

    /** The metrics by which settings may be chosen. The loss comes last, because it depends on the settings of the loss. */
    static final List<TargetMetric> VALIDATION_METRICS =
            List.of(TargetMetric.higher(MAP), TargetMetric.higher(MACRO_F1), TargetMetric.lower(VALIDATION_LOSS));

    private final GradedPairs set;
    private final TableEncoder encoder;
    private final PairLoss loss;
    private final PairTables training;
    private final PairTables validation;
    private final int[] held;
    /** Positions in {@link #held} of the pairs that the loss uses. */
    private final int[] heldForLoss;

    private final int batchSize;

    /**
     * Takes over an encoder.
     *
     * @param pairs indices of the pairs to train on
     * @param held indices of the pairs to validate on
     */
    PairObjective(GradedPairs set, TableEncoder encoder, PairLoss loss, int[] pairs, int[] held, int batchSize) {
        this.set = set;
        this.encoder = encoder;
        this.loss = loss;
        this.held = held;
        this.batchSize = batchSize;
        heldForLoss = IntStream.range(0, held.length)
                .filter(i -> loss.uses(set.pairs().get(held[i]).similar()))
                .toArray();
        training = new PairTables(set, pairs, encoder);
        validation = new PairTables(set, held, encoder);
    }

    /** Returns those of some pairs that a loss uses. */
    static int[] used(GradedPairs set, PairLoss loss, int[] pairs) {
        return Arrays.stream(pairs)
                .filter(pair -> loss.uses(set.pairs().get(pair).similar()))
                .toArray();
    }

    /** Returns the share of the tokens of the training pairs that is padding. */
    double padding() {
        return training.padding();
    }

    /**
     * Writes an encoder with trained parameters and its calibration on the held-out pairs into a folder.
     *
     * @return the calibration
     */
    PairCalibration save(ParameterArena trained, Path folder, NDManager manager) throws IOException {
        encoder.parameters().copyFrom(trained);
        encoder.save(encoder.parameters(), folder);
        double[] distances = validation.distances(held, manager);
        PairCalibration calibration = PairCalibration.of(new PairFigures(set, held, distances));
        calibration.write(folder);
        return calibration;
    }

    /** Closes the encoder as well. */
    @Override
    public void close() {
        training.close();
        validation.close();
        encoder.close();
    }

    @Override
    public ParameterArena parameters() {
        return encoder.parameters();
    }

    @Override
    public List<NetworkPass> passes() {
        return List.of(encoder.pass());
    }

    @Override
    public BatchLoss<Void> loss(ExampleBatch batch, long key, double progress, NDManager scope) {
        PairTargets targets = PairTargets.of(set, batch.indices(), scope);
        NDList sides = training.forward(batch.indices(), encoder.parameters().bind(scope), scope);
        return BatchLoss.of(loss.of(sides.get(0), sides.get(1), targets));
    }

    @Override
    public List<String> validationMetrics() {
        return List.of(VALIDATION_LOSS, MACRO_F1, MAP);
    }

    /**
     * Computes the loss of the held-out pairs, in batches in their stored order, and the metrics of classification and ranking. The encoder
     * embeds with its own parameters, so that these are judged even if an average of them is kept.
     */
    @Override
    public Map<String, Double> validate(ParameterArena weights) {
        try (NDManager scope = encoder.parameters().values().getManager().newSubManager()) {
            NDList sides = validation.embed(held, scope);
            double sum = 0;
            for (int from = 0; from < heldForLoss.length; from += batchSize) {
                int[] rows = Arrays.copyOfRange(heldForLoss, from, Math.min(heldForLoss.length, from + batchSize));
                int[] chunk = Arrays.stream(rows).map(row -> held[row]).toArray();
                NDArray value = loss.of(
                        TableEncoder.rows(sides.get(0), rows, scope),
                        TableEncoder.rows(sides.get(1), rows, scope),
                        PairTargets.of(set, chunk, scope));
                sum += value.getFloat() * chunk.length;
            }
            PairFigures figures = new PairFigures(set, held, PairFigures.distances(sides));
            DistanceThreshold threshold = figures.bestThreshold();
            Map<String, Double> values = new LinkedHashMap<>();
            values.put(VALIDATION_LOSS, sum / heldForLoss.length);
            values.put(MACRO_F1, threshold.macroF1());
            values.put(MAP, figures.ranking().meanAveragePrecision());
            return values;
        }
    }
}
