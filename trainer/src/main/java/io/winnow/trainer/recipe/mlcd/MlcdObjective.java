package io.winnow.trainer.recipe.mlcd;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.loader.ExampleBatch;
import io.winnow.models.head.EncoderWithHead;
import io.winnow.models.head.SampledClassCenters;
import io.winnow.models.head.ShardedClassCenters;
import io.winnow.models.layer.Layer;
import io.winnow.models.loss.ClusterDiscrimination;
import io.winnow.models.torch.Autograd;
import io.winnow.models.torch.ParameterArena;
import io.winnow.trainer.cluster.Whitening;
import io.winnow.trainer.compiled.NetworkPass;
import io.winnow.trainer.engine.BatchLoss;
import io.winnow.trainer.engine.Crew;
import io.winnow.trainer.engine.JointObjective;
import io.winnow.trainer.engine.Part;
import io.winnow.trainer.engine.RoundRole;
import io.winnow.trainer.engine.Team;
import io.winnow.trainer.engine.TrainingPhases;
import io.winnow.trainer.modality.Embedder;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.modality.Views;
import io.winnow.trainer.recipe.BatchStreams;
import io.winnow.trainer.recipe.CenterOptions;
import io.winnow.trainer.recipe.EncoderPasses;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Cluster discrimination with sampled centers (section 3.3, equation 5, and its alternatives). Of each batch its sampled centers are kept,
 * until their gradient is known.
 */
final class MlcdObjective implements JointObjective<ExampleBatch, SampledClassCenters.Sample> {
    /** The same as the default of the transformation {@code pca_whiten}. */
    private static final double WHITENING_RIDGE = 1e-3;

    private final Discriminate options;
    private final ClusterDiscrimination loss;
    private final Assignment assignment;
    private final NDManager manager;
    private final Views views;
    private final Layer network;
    private final ParameterArena parameters;
    private final EncoderPasses pass;
    private SampledClassCenters centers;
    /** The centers if several devices share them; {@link #centers} is null then. */
    private ShardedCenters shared;
    /** The shard of this worker of the centers; empty unless several workers have one each. */
    private final Optional<TeamCenters> team;

    /**
     * Creates the initial model. Its random weights are drawn with PyTorch's current seed.
     *
     * @param assignment positives of the training examples in use; closed by the caller
     * @param warm initial weights of the encoder; empty for its own, which are random or published ones
     * @param following part of this process in a training that another one leads, whose initial weights and centers replace those of this
     *     objective, so that they need not be computed from the examples; empty otherwise
     */
    MlcdObjective(
            Discriminate options,
            TaskData data,
            Assignment assignment,
            Optional<Warm> warm,
            Optional<RoundRole.Member> following,
            NDManager parent) {
        this.options = options;
        this.assignment = assignment;
        loss = options.loss();
        manager = parent.newSubManager();
        views = data.views(options.augmentation(), Views.Strength.STRONG);
        network = options.network(
                data.inputs().preprocessing(), options.training().precision());
        int dimension = options.headLayers() == 0
                ? options.encoder().dimension(data.inputs().preprocessing())
                : options.dimension();
        network.initialize(manager);
        options.encoder().pretrain(encoder(), data.inputs(), manager);
        pass = EncoderPasses.adapting(options.fineTune(), network, manager);
        parameters = ParameterArena.adopt(network, pass.layout(), manager);
        warm.ifPresent(start -> Embedder.load(parameters, start.weights()));
        int negatives = (int) Math.max(1, Math.round(options.samplingRate() * assignment.centers()));
        boolean whitened = following.isEmpty() && options.headStart() == Discriminate.HeadStart.WHITENED;
        boolean means = following.isEmpty() && options.centers().start() == CenterOptions.Start.MEANS;
        team = following
                .filter(member -> member.options().outer().isSynchronous())
                .map(member -> TeamCenters.of(loss, member, assignment.centers(), negatives, dimension, manager));
        if (team.isPresent()) {
            return;
        }
        try (NDManager scope = manager.newSubManager()) {
            NDArray vectors = null;
            if (whitened || means) {
                vectors = warm.isPresent()
                        ? warm.get().representations().apply(scope)
                        : Embedder.embed(encoder(), parameters, data, TaskData.Part.TRAIN, scope);
            }
            if (whitened) {
                whitenHead(vectors, scope);
            }
            int[] nearest = means ? assignment.nearest() : new int[0];
            centers = means
                    ? new SampledClassCenters(
                            CenterOptions.means(
                                    projected(vectors, scope),
                                    i -> new int[] {nearest[i]},
                                    assignment.centers(),
                                    manager),
                            negatives)
                    : SampledClassCenters.random(manager, assignment.centers(), dimension, negatives);
        }
    }

    /**
     * A warm start.
     *
     * @param weights initial weights of the encoder
     * @param representations reads the representations that this encoder gives for the training examples in use (N, D), attached to a
     *     manager
     */
    record Warm(Map<String, NDArray> weights, Function<NDManager, NDArray> representations) {}

    private MlcdObjective(MlcdObjective original, NDManager parent) {
        options = original.options;
        assignment = original.assignment;
        loss = original.loss;
        manager = parent.newSubManager();
        team = Optional.empty();
        views = original.views;
        network = original.network;
        parameters = original.parameters.copyTo(parent.getDevice(), manager, true);
        pass = new EncoderPasses(options.fineTune(), network, manager);
    }

    @Override
    public List<MlcdObjective> replicate(List<NDManager> parents) {
        List<NDManager> managers = new ArrayList<>(List.of(manager));
        managers.addAll(parents);
        shared = new ShardedCenters(loss, new ShardedClassCenters(centers, managers));
        centers = null;
        return parents.stream().map(parent -> new MlcdObjective(this, parent)).toList();
    }

    @Override
    public ExampleBatch part(ExampleBatch batch, int begin, int end) {
        return batch.part(begin, end);
    }

    @Override
    public float backward(
            List<Part<ExampleBatch, SampledClassCenters.Sample>> parts, long key, double factor, Crew crew) {
        int used = loss.labelsUsed(assignment.labels());
        int[] labels = parts.stream()
                .flatMapToInt(part -> Arrays.stream(assignment.of(part.batch().indices(), used)))
                .toArray();
        List<NDArray> vectors = crew.each(i -> vectors(parts.get(i), key));
        List<NDManager> scopes = parts.stream().map(Part::scope).toList();
        return shared.backward(vectors, labels, used, key, factor, scopes, crew);
    }

    /** Returns the embeddings of a part of a batch, recorded for the backward pass. */
    private static NDArray vectors(Part<ExampleBatch, SampledClassCenters.Sample> part, long key) {
        MlcdObjective replica = (MlcdObjective) part.objective();
        try (Autograd.Recording recording = Autograd.record()) {
            NDArray own = replica.pass.forward(
                    replica.parameters.bind(part.scope()), replica.view(part.batch(), key, part.scope()));
            own.attach(part.scope());
            return own;
        }
    }

    @Override
    public float backward(Part<ExampleBatch, SampledClassCenters.Sample> part, long key, double factor, Team others) {
        int used = loss.labelsUsed(assignment.labels());
        int[] labels = assignment.of(part.batch().indices(), used);
        float value = team.orElseThrow().backward(vectors(part, key), labels, used, key, factor, part.scope(), others);
        try (Autograd.Recording recording = Autograd.record()) {
            pass.passes().forEach(NetworkPass::completeBackward);
        }
        return value;
    }

    /** Each worker gets its shard of the centers; this process, which leads them, keeps none. */
    @Override
    public Optional<List<Map<String, NDArray>>> divide(int workers, NDManager scope) {
        List<Map<String, NDArray>> shards = TeamCenters.divide(loss, centers, workers, scope);
        centers.close();
        centers = null;
        return Optional.of(shards);
    }

    private Layer encoder() {
        return EncoderPasses.encoder(network);
    }

    /** Applies the projection head to representations, if there is one. */
    private NDArray projected(NDArray vectors, NDManager scope) {
        return network instanceof EncoderWithHead both
                ? both.head()
                        .forward(parameters.bind(scope), new NDList(vectors), false)
                        .singletonOrThrow()
                : vectors;
    }

    /**
     * Initialises the head with the whitening of representations. After ReLU, all representations point in a similar direction, and so do
     * the outputs of a random head. As the loss uses absolute cosines, the training would first have to spread all of them.
     */
    private void whitenHead(NDArray vectors, NDManager scope) {
        int kept = (int) Math.min(vectors.getShape().get(1), options.dimension());
        NDList layer = Whitening.of(vectors, kept, WHITENING_RIDGE)
                .layer(scope.randomNormal(new Shape(options.dimension(), kept)));
        Map<String, NDArray> named = new LinkedHashMap<>(parameters.named(scope));
        named.put("head.0.weight", layer.get(0));
        named.put("head.0.bias", layer.get(1));
        parameters.load(named);
    }

    @Override
    public ParameterArena parameters() {
        return parameters;
    }

    @Override
    public TrainingPhases phases() {
        return pass;
    }

    @Override
    public BatchLoss<SampledClassCenters.Sample> loss(ExampleBatch batch, long key, double progress, NDManager scope) {
        int used = loss.labelsUsed(assignment.labels());
        SampledClassCenters.Sample sample = centers.sample(assignment.of(batch.indices(), used), used, key);
        NDArray mean = pass.forward(
                parameters.bind(scope), view(batch, key, scope), loss.mean(sample.values(), sample.positives()));
        return new BatchLoss<>(mean, sample);
    }

    @Override
    public void collect(SampledClassCenters.Sample sample) {
        centers.collect(sample);
    }

    @Override
    public void abandon() {
        team.ifPresent(own -> own.shard().discard());
    }

    private NDArray view(ExampleBatch batch, long key, NDManager scope) {
        try (Autograd.Recording pause = Autograd.pause()) {
            NDArray view = views.of(batch, batch.examples(scope), key, BatchStreams.VIEW);
            return options.training().precision().of(view);
        }
    }

    @Override
    public void moved(List<SampledClassCenters.Sample> samples, double rateFactor) {
        CenterOptions rule = options.centers();
        double rate = rule.learningRate() * rateFactor;
        team.ifPresent(own -> own.shard().step(rate, rule.momentum(), rule.weightDecay()));
        if (shared != null) {
            shared.step(rate, rule.momentum(), rule.weightDecay());
        } else if (centers != null) {
            centers.step(rate, rule.momentum(), rule.weightDecay());
        }
    }

    @Override
    public Map<String, NDArray> state() {
        return team.isPresent()
                ? team.get().shard().state()
                : shared != null ? shared.state() : centers == null ? Map.of() : centers.state();
    }

    @Override
    public Optional<Set<String>> averagedState() {
        return Optional.of(state().keySet());
    }

    @Override
    public void close() {
        if (centers != null) {
            centers.close();
        }
        team.ifPresent(own -> own.shard().close());
        if (shared != null) {
            shared.close();
        }
        manager.close();
    }
}
