package io.winnow.trainer.recipe.recommend;

import io.winnow.datasets.interaction.Interactions;
import io.winnow.trainer.evaluate.RecommendationReport;
import io.winnow.trainer.recipe.StageContext;
import io.winnow.trainer.recipe.recommend.FactorFile.Matrix;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.Progress;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Trains factors for a number of epochs, and keeps those with the best validation NDCG. What a killed training has computed since it was
 * last judged is computed again, with the same result.
 */
final class FactorTraining {
    /** The metric of validation users by which the best epoch is chosen. */
    static final String METRIC = "validation/ndcg_at_10";

    private static final int CUTOFF = 10;
    private static final String STATE = "state.safetensors";
    private static final String BEST = "best.";

    private final Recommend recipe;
    private final VoteLoss loss;
    private final Interactions data;
    private final StageContext context;
    private final boolean validates;

    private Factorization current;
    private int epoch;
    private double rate;
    private Factors best;
    private int bestEpoch;
    private double bestValue = Double.NEGATIVE_INFINITY;

    FactorTraining(Recommend recipe, VoteLoss loss, Interactions data, StageContext context) {
        this.recipe = recipe;
        this.loss = loss;
        this.data = data;
        this.context = context;
        validates = Interactions.count(data.validation()) > 0;
        current = Factorization.random(
                loss,
                data.users().size(),
                data.items().size(),
                recipe.factors(),
                recipe.noiseFactors(),
                context.seed());
        rate = loss.learningRate();
    }

    /**
     * The chosen factors.
     *
     * @param epoch epoch after which they were kept
     * @param validation their validation NDCG at 10; NaN if there are no validation items
     */
    record Chosen(Factors factors, int epoch, double validation) {}

    /** Trains, or continues a training that was stopped. */
    Chosen run() throws IOException {
        Path state = context.folder().resolve(STATE);
        if (Files.exists(state)) {
            restore(state);
        }
        VoteBatches batches = new VoteBatches(data.train(), data.items().size(), recipe.negatives());
        try (Progress.Task task = context.progress().start(context.name(), "epochs", epoch, recipe.epochs())) {
            while (epoch < recipe.epochs()) {
                epoch++;
                batches.epoch(
                        recipe.batchSize(),
                        context.seed(),
                        epoch,
                        (voters, chosen, others) -> current.step(voters, chosen, others, rate));
                current.settle(rate);
                requireFinite();
                rate *= recipe.rateDecay();
                if (epoch % recipe.evaluateEvery() == 0 || epoch == recipe.epochs()) {
                    judge();
                    save(state);
                }
                task.at(epoch, bestEpoch == 0 ? "" : String.format(Locale.ROOT, "best ndcg@10 %.4f", bestValue));
                if (context.stop().isRequested()) {
                    save(state);
                    context.stop().check();
                }
            }
        }
        Chosen chosen =
                validates ? new Chosen(best, bestEpoch, bestValue) : new Chosen(Factors.of(current), epoch, Double.NaN);
        chosen.factors().write(context.folder());
        AtomicFiles.delete(state);
        return chosen;
    }

    /** Records the validation metrics, and keeps the factors if they are the best so far. */
    private void judge() throws IOException {
        if (!validates) {
            return;
        }
        Factors now = Factors.of(current);
        RecommendationReport.Cutoff figures = RecommendationReport.of(
                        now.stored(), data.train(), data.validation(), data.popularity(), CUTOFF)
                .cutoffs()
                .get(0);
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put(METRIC, figures.ndcg());
        metrics.put("validation/recall_at_10", figures.recall());
        metrics.put("learning_rate", rate);
        context.record(epoch, metrics);
        if (figures.ndcg() > bestValue) {
            best = now;
            bestEpoch = epoch;
            bestValue = figures.ndcg();
        }
    }

    private void requireFinite() {
        double sum = Arrays.stream(current.users().values()).sum();
        if (!(Math.abs(sum) < 1e10)) {
            throw new UserException("The training of " + loss.kind() + " diverged in epoch " + epoch
                    + ": its factors have become too large. Choose a lower learning_rate or batch_size.");
        }
    }

    private void save(Path state) throws IOException {
        Map<String, Matrix> matrices = Factors.of(current).matrices("");
        if (best != null) {
            matrices.putAll(best.matrices(BEST));
        }
        FactorFile.write(
                state,
                matrices,
                Map.of(
                        "epoch", Integer.toString(epoch),
                        "rate", Double.toString(rate),
                        "best_epoch", Integer.toString(bestEpoch),
                        "best_value", Double.toString(bestValue)));
    }

    private void restore(Path state) throws IOException {
        Map<String, Matrix> matrices = FactorFile.read(state);
        Map<String, String> metadata = FactorFile.metadata(state);
        current = Factors.of(matrices, "").training(loss);
        epoch = Integer.parseInt(metadata.get("epoch"));
        rate = Double.parseDouble(metadata.get("rate"));
        bestEpoch = Integer.parseInt(metadata.get("best_epoch"));
        bestValue = Double.parseDouble(metadata.get("best_value"));
        best = bestEpoch == 0 ? null : Factors.of(matrices, BEST);
    }
}
