package io.winnow.trainer.recipe.rcal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.random.CounterRandom;
import io.winnow.models.torch.Autograd;
import io.winnow.models.torch.ParameterArena;
import io.winnow.models.torch.ParameterLayout;
import io.winnow.models.torch.TorchFunctions;
import java.util.Arrays;
import java.util.Map;

/**
 * Points of the representation space with classes, which have no image: steps of SGD on them move a model's linear head and nothing else.
 * The gradient of the cross-entropy of a linear map is written out, so that no graph is needed.
 */
final class SampledPoints implements AutoCloseable {
    private static final TorchFunctions FUNCTIONS = TorchFunctions.load(SampledPoints.class, "points.py");

    /** Keys the batches of the steps before the training; the points themselves follow the experiment's seed. */
    private static final long FIRST_STEPS = 11;

    private final PointsOptions options;
    private final NDManager manager;
    private final NDArray points;
    private final NDArray classes;
    private final ParameterArena model;
    private final ParameterLayout.Entry weight;
    private final ParameterLayout.Entry bias;
    private final NDArray velocity;

    /**
     * @param points (M, D), taken over
     * @param classes (M) class of each
     * @param model whose parameters {@code head.weight} (C, D) and {@code head.bias} (C) are the head
     */
    SampledPoints(PointsOptions options, NDArray points, int[] classes, ParameterArena model) {
        this.options = options;
        this.model = model;
        manager = model.values().getManager().newSubManager();
        points.attach(manager);
        this.points = points;
        this.classes = manager.create(Arrays.stream(classes).asLongStream().toArray());
        weight = entry("head.weight");
        bias = entry("head.bias");
        velocity = manager.zeros(new Shape(weight.size() + bias.size()));
        for (int i = 0; i < options.firstSteps(); i++) {
            step(CounterRandom.key(FIRST_STEPS, i));
        }
        velocity.muli(0);
    }

    private ParameterLayout.Entry entry(String name) {
        return model.layout().trainable().stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the model has no linear head: no " + name));
    }

    /** One step on a batch that the key draws, with replacement. */
    void step(long key) {
        CounterRandom random = CounterRandom.of(key);
        int count = (int) points.getShape().get(0);
        long[] rows = new long[options.batchSize()];
        Arrays.setAll(rows, i -> random.nextInt(count));
        step(rows);
    }

    /** One step on the points of some rows. */
    void step(long[] rows) {
        try (Autograd.Recording pause = Autograd.pause();
                NDArray chosen = manager.create(rows)) {
            FUNCTIONS.invoke(
                    "step",
                    model.values(),
                    velocity,
                    points,
                    classes,
                    chosen,
                    weight.offset(),
                    bias.offset(),
                    bias.size(),
                    options.learningRate(),
                    options.momentum());
        }
    }

    /** What a checkpoint must hold, by name. */
    Map<String, NDArray> state() {
        return Map.of("points_velocity", velocity);
    }

    @Override
    public void close() {
        manager.close();
    }
}
