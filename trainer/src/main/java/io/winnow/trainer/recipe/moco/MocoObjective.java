package io.winnow.trainer.recipe.moco;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.winnow.datasets.loader.ExampleBatch;
import io.winnow.datasets.random.Permutation;
import io.winnow.models.head.EncoderWithHead;
import io.winnow.models.head.ProjectionHead;
import io.winnow.models.layer.Layer;
import io.winnow.models.loss.KeyQueue;
import io.winnow.models.loss.Losses;
import io.winnow.models.torch.Autograd;
import io.winnow.models.torch.ParameterArena;
import io.winnow.models.torch.Tensors;
import io.winnow.trainer.engine.BatchLoss;
import io.winnow.trainer.engine.Objective;
import io.winnow.trainer.engine.ReplicableObjective;
import io.winnow.trainer.engine.States;
import io.winnow.trainer.engine.Team;
import io.winnow.trainer.engine.TrainingPhases;
import io.winnow.trainer.modality.Preprocessing;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.modality.Views;
import io.winnow.trainer.recipe.BatchStreams;
import io.winnow.trainer.recipe.EncoderPasses;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The contrastive loss (InfoNCE) between two views of each example. The keys are computed by a momentum encoder, an exponential moving
 * average of the encoder (arXiv 1911.05722, algorithm 1). Of each batch its keys (B, D) are kept, which enter the queue at the end of the
 * step.
 */
public final class MocoObjective implements ReplicableObjective<ExampleBatch, NDArray> {
    private static final String KEY_STATISTICS = "key_statistics";

    private final MocoOptions options;
    private final NDManager manager;
    private final Views views;
    private final EncoderWithHead network;
    private final EncoderPasses pass;
    private final ParameterArena queries;
    private final ParameterArena keys;
    private final NDArray queue;
    private final NDArray position;

    /** Creates a model with random weights, drawn with PyTorch's current seed. */
    public MocoObjective(MocoOptions options, TaskData data, NDManager parent) {
        this.options = options;
        manager = parent.newSubManager();
        views = data.views(options.augmentation(), Views.Strength.STRONG);
        Preprocessing input = data.inputs().preprocessing();
        Layer head = new ProjectionHead(options.headLayers(), options.encoder().dimension(input), options.dimension());
        network = new EncoderWithHead(
                options.encoder().build(input, options.training().precision()), head);
        network.initialize(manager);
        options.encoder().pretrain(network.encoder(), data.inputs(), manager);
        pass = EncoderPasses.adapting(options.fineTune(), network, manager);
        queries = ParameterArena.adopt(network, pass.layout(), manager);
        keys = queries.copyTo(manager.getDevice(), manager, false);
        NDArray random = manager.randomNormal(new Shape(options.queue(), options.dimension()));
        queue = Losses.unitRows(random);
        random.close();
        position = manager.zeros(new Shape(1), DataType.INT64);
    }

    private MocoObjective(MocoObjective original, NDManager parent) {
        options = original.options;
        manager = parent.newSubManager();
        views = original.views;
        network = original.network;
        pass = new EncoderPasses(options.fineTune(), network, manager);
        queries = original.queries.copyTo(parent.getDevice(), manager, true);
        keys = original.keys.copyTo(parent.getDevice(), manager, false);
        queue = manager.zeros(original.queue.getShape());
        position = manager.zeros(new Shape(1), DataType.INT64);
    }

    @Override
    public List<MocoObjective> replicate(List<NDManager> parents) {
        return parents.stream().map(parent -> new MocoObjective(this, parent)).toList();
    }

    @Override
    public ExampleBatch part(ExampleBatch batch, int begin, int end) {
        return batch.part(begin, end);
    }

    /** Gathers the keys of all devices, so that they enter the queue in the order of the batch. */
    @Override
    public List<NDArray> gather(List<? extends Objective<ExampleBatch, NDArray>> replicas, List<List<NDArray>> kept) {
        keys.averageStatistics(
                replicas.stream().map(replica -> ((MocoObjective) replica).keys).toList());
        try (Autograd.Recording pause = Autograd.pause()) {
            return kept.stream()
                    .map(parts -> MocoScript.gather(new NDList(parts)))
                    .toList();
        }
    }

    /** The keys of all workers enter the queue of each in the order of the batch, as on one device. */
    @Override
    public List<NDArray> gather(List<NDArray> kept, Team team) {
        Map<String, float[]> given = new LinkedHashMap<>();
        for (int i = 0; i < kept.size(); i++) {
            given.put(Team.GATHERED + i, kept.get(i).toFloatArray());
        }
        given.put(KEY_STATISTICS, keys.statistics().toFloatArray());
        Map<String, float[]> all = team.exchange(given);
        float[] mean = all.get(KEY_STATISTICS).clone();
        for (int i = 0; i < mean.length; i++) {
            mean[i] /= team.workers();
        }
        List<NDArray> whole = new ArrayList<>();
        try (Autograd.Recording pause = Autograd.pause();
                NDArray statistics = manager.create(mean, keys.statistics().getShape())) {
            Tensors.copy(statistics, keys.statistics());
            for (int i = 0; i < kept.size(); i++) {
                float[] values = all.get(Team.GATHERED + i);
                whole.add(kept.get(i)
                        .getManager()
                        .create(values, new Shape(values.length / options.dimension(), options.dimension())));
            }
        }
        return whole;
    }

    @Override
    public void scatter(List<? extends Objective<ExampleBatch, NDArray>> replicas) {
        replicas.forEach(replica -> States.copy(state(), replica.state(), "replica"));
    }

    @Override
    public ParameterArena parameters() {
        return queries;
    }

    @Override
    public TrainingPhases phases() {
        return pass;
    }

    @Override
    public BatchLoss<NDArray> loss(ExampleBatch batch, long key, double progress, NDManager scope) {
        NDArray examples = batch.examples(scope);
        NDArray keyVectors;
        try (Autograd.Recording pause = Autograd.pause()) {
            keyVectors = keyVectors(views.of(batch, examples, key, BatchStreams.KEY_VIEW), key, scope);
        }
        NDArray view;
        try (Autograd.Recording pause = Autograd.pause()) {
            view = views.of(batch, examples, key, BatchStreams.VIEW);
        }
        NDArray loss = pass.forward(
                queries.bind(scope),
                options.training().precision().of(view),
                Losses.infoNce(keyVectors, queue, options.temperature()));
        return new BatchLoss<>(loss, keyVectors);
    }

    /** Returns the keys as unit vectors (B, D), encoded in shuffled groups. */
    private NDArray keyVectors(NDArray view, long key, NDManager scope) {
        int size = (int) view.getShape().get(0);
        int[] order = Permutation.of(size, key, BatchStreams.KEY_ORDER);
        long[] rows = new long[size];
        long[] inverse = new long[size];
        for (int i = 0; i < size; i++) {
            rows[i] = order[i];
            inverse[order[i]] = i;
        }
        ParameterStore store = keys.bind(scope);
        NDList parts = new NDList();
        int groups = size % options.keyGroups() == 0 ? options.keyGroups() : 1;
        for (NDArray group : MocoScript.groups(view, scope.create(rows), groups)) {
            parts.add(pass.forward(store, options.training().precision().of(group)));
        }
        return Losses.unitRows(MocoScript.join(parts, scope.create(inverse)));
    }

    @Override
    public void moved(List<NDArray> newKeys, double rateFactor) {
        keys.averageWith(queries, options.momentum());
        try (Autograd.Recording pause = Autograd.pause()) {
            newKeys.forEach(vectors -> KeyQueue.enqueue(queue, position, vectors));
        }
    }

    @Override
    public Map<String, NDArray> state() {
        Map<String, NDArray> state = new LinkedHashMap<>();
        state.put("queue", queue);
        state.put("position", position);
        state.put("key_values", keys.values());
        state.put(KEY_STATISTICS, keys.statistics());
        return state;
    }

    /**
     * The momentum encoder follows the encoder. The queue of each worker that trains alone for a round has the keys of its own examples.
     */
    @Override
    public Optional<Set<String>> averagedState() {
        return Optional.of(Set.of("key_values", KEY_STATISTICS));
    }

    @Override
    public void close() {
        manager.close();
    }
}
