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
import java.util.OptionalDouble;

/**
 * Points of the representation space with classes, which have no image: steps of SGD on them move a model's head and nothing else. The
 * gradient of the cross-entropy of a linear map, or of cosines, is written out, so that no graph is needed.
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
    private final OptionalDouble cosineScale;
    private final ParameterLayout.Entry weight;
    private final NDArray velocity;

    /**
     * @param cosineScale of a head that gives cosines; empty for a linear one
     * @param points (M, D), taken over
     * @param classes (M) class of each
     * @param model whose parameters {@code head.weight} (C, D) and, of a linear head, {@code head.bias} (C) are the head
     */
    SampledPoints(
            PointsOptions options, OptionalDouble cosineScale, NDArray points, int[] classes, ParameterArena model) {
        this.options = options;
        this.cosineScale = cosineScale;
        this.model = model;
        manager = model.values().getManager().newSubManager();
        points.attach(manager);
        this.points = points;
        this.classes = manager.create(Arrays.stream(classes).asLongStream().toArray());
        weight = entry("head.weight");
        velocity = manager.zeros(new Shape(weight.size()
                + (cosineScale.isPresent() ? 0 : entry("head.bias").size())));
        for (int i = 0; i < options.firstSteps(); i++) {
            step(CounterRandom.key(FIRST_STEPS, i));
        }
        velocity.muli(0);
    }

    private ParameterLayout.Entry entry(String name) {
        return model.layout().trainable().stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the model's head has no " + name));
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
            if (cosineScale.isPresent()) {
                FUNCTIONS.invoke(
                        "cosine_step",
                        model.values(),
                        velocity,
                        points,
                        classes,
                        chosen,
                        weight.offset(),
                        weight.shape().get(0),
                        cosineScale.getAsDouble(),
                        options.learningRate(),
                        options.momentum());
            } else {
                FUNCTIONS.invoke(
                        "linear_step",
                        model.values(),
                        velocity,
                        points,
                        classes,
                        chosen,
                        weight.offset(),
                        entry("head.bias").offset(),
                        weight.shape().get(0),
                        options.learningRate(),
                        options.momentum());
            }
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
