package io.winnow.trainer.recipe.federated;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import io.winnow.datasets.loader.ExampleBatch;
import io.winnow.datasets.loader.ExampleLoader;
import io.winnow.models.loss.ConsistencyLosses;
import io.winnow.models.torch.Autograd;
import io.winnow.models.torch.ParameterArena;
import io.winnow.models.torch.Tensors;
import io.winnow.trainer.engine.BatchLoss;
import io.winnow.trainer.engine.RoundState;
import io.winnow.trainer.evaluate.PseudoLabelCheck;
import io.winnow.trainer.federated.ExpertChoice;
import io.winnow.trainer.federated.PseudoLabelLoss;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.modality.Views;
import io.winnow.trainer.recipe.BatchStreams;
import io.winnow.trainer.recipe.supervised.ClassifierOptions;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The loss of FedLabel's learner in one round of a client: cross-entropy on strongly changed copies that an expert has labelled, and a divergence
 * from an expert on plain copies; with form {@code joint}, the loss on labels as well. It lives for one round, and draws its unlabelled examples by
 * itself.
 */
final class FedLabelObjective extends ClientObjective {
    private final Strategy.FedLabel strategy;
    private final NDManager manager;
    private final int[] unlabelled;
    private final ExampleLoader loader;
    private final ExampleLoader.Batches batches;
    private final Views weak;
    private final Views strong;
    private final Optional<ParameterArena> local;
    private final ParameterArena global;
    private final Optional<PseudoLabelCheck> check;
    private final PseudoLabelCounts counts = PseudoLabelCounts.none();

    /**
     * @param data the labelled examples of the client
     * @param without its unlabelled examples
     * @param server what the server sent
     * @param expert the network that was trained on the labels; empty if none is needed
     * @param seed seed of the order of the unlabelled examples
     */
    FedLabelObjective(
            ClassifierOptions options,
            FederateOptions federate,
            Strategy.FedLabel strategy,
            TaskData data,
            TaskData without,
            RoundState server,
            Optional<RoundState> expert,
            long seed,
            NDManager manager) {
        super(options, data, server.arrays().get(RoundState.VALUES), 0, strategy.pulls(), manager);
        this.strategy = strategy;
        this.manager = manager;
        unlabelled = without.trainExamples();
        loader = without.trainLoader(Math.min(options.training().batchSize(), unlabelled.length));
        batches = loader.shuffled(seed, 0);
        weak = without.views(options.augmentation(), Views.Strength.WEAK);
        strong = without.views(federate.strong(), Views.Strength.CHANGED);
        local = expert.map(this::network);
        global = network(server);
        check = without.trueLabels().map(PseudoLabelCheck::new);
    }

    private ParameterArena network(RoundState state) {
        ParameterArena network = parameters().copyTo(manager.getDevice(), manager, false);
        copy(state.arrays(), RoundState.VALUES, network.values());
        copy(state.arrays(), RoundState.STATISTICS, network.statistics());
        return network;
    }

    private static void copy(Map<String, float[]> arrays, String name, NDArray to) {
        if (arrays.containsKey(name)) {
            try (NDArray given = to.getManager().create(arrays.get(name))) {
                Tensors.copy(given, to);
            }
        }
    }

    @Override
    public BatchLoss<Kept> loss(ExampleBatch batch, long key, double progress, NDManager scope) {
        // The labels come first, so that layers that draw, such as dropout, draw for them as in a training on labels
        // alone.
        Optional<BatchLoss<Kept>> labelled =
                strategy.isPublished() ? Optional.empty() : Optional.of(super.loss(batch, key, progress, scope));
        try (ExampleBatch others = batches.next()) {
            NDArray plain;
            NDArray changed;
            try (Autograd.Recording pause = Autograd.pause()) {
                NDArray read = others.examples(scope);
                plain = weak.of(others, read, key, BatchStreams.UNLABELLED_VIEW);
                changed = strong.of(others, read, key, BatchStreams.STRONG_VIEW);
            }
            NDArray own = ofPseudoLabels(others.placesIn(unlabelled), plain, changed, scope);
            return labelled.map(of -> new BatchLoss<>(of.mean().add(own), of.kept()))
                    .orElseGet(() -> new BatchLoss<>(pulled(own), new Kept(key, Optional.empty())));
        }
    }

    private NDArray ofPseudoLabels(int[] places, NDArray plain, NDArray changed, NDManager scope) {
        ParameterStore store = parameters().bind(scope);
        int count = places.length;
        NDArray ofPlain;
        NDArray ofChanged;
        if (plain.getShape().equals(changed.getShape())) {
            NDArray both = logits(store, NDArrays.concat(new NDList(changed, plain)));
            ofChanged = ConsistencyLosses.rows(both, 0, count);
            ofPlain = ConsistencyLosses.rows(both, count, count);
        } else {
            ofChanged = logits(store, changed);
            ofPlain = logits(store, plain);
        }
        double[][] learner;
        double[][] first;
        double[][] second;
        try (Autograd.Recording pause = Autograd.pause()) {
            learner = Tensors.doubleRows(ofPlain.stopGradient());
            first = expert(local, plain, learner, scope, Strategy.Experts.LOCAL);
            second = expert(Optional.of(global), plain, learner, scope, Strategy.Experts.GLOBAL);
        }
        double[][] ofLocal = strategy.experts() == Strategy.Experts.GLOBAL ? second : first;
        double[][] ofGlobal = strategy.experts() == Strategy.Experts.LOCAL ? first : second;
        List<ExpertChoice> chosen = ExpertChoice.of(ofLocal, ofGlobal, strategy.threshold(), strategy.score());
        counts.add(places, chosen, strategy.experts() == Strategy.Experts.GLOBAL, check);
        double[][] answers = Tensors.doubleRows(ofChanged.stopGradient());
        return Surrogate.of(
                PseudoLabelLoss.of(
                        chosen,
                        answers,
                        learner,
                        ofLocal,
                        ofGlobal,
                        strategy.consistency(),
                        strategy.consistencyWeight()),
                strategy.consistencyWeight(),
                chosen,
                new Surrogate.Logits(ofChanged, answers),
                new Surrogate.Logits(ofPlain, learner),
                scope);
    }

    /** The logits of an expert (B, K), or those of the learner if it is its own expert; those of an expert that is not asked do not matter. */
    private double[][] expert(
            Optional<ParameterArena> weights,
            NDArray plain,
            double[][] learner,
            NDManager scope,
            Strategy.Experts which) {
        boolean asked = strategy.experts() == Strategy.Experts.BOTH || strategy.experts() == which;
        return asked && weights.isPresent() ? Tensors.doubleRows(evaluated(weights.get(), plain, scope)) : learner;
    }

    /** What was counted so far. */
    PseudoLabelCounts counts() {
        return counts;
    }

    @Override
    public void close() {
        batches.close();
        loader.close();
        super.close();
    }
}
