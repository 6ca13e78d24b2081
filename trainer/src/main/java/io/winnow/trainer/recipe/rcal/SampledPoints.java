package io.winnow.trainer.recipe.rcal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.random.CounterRandom;
import io.winnow.models.torch.Autograd;
import io.winnow.models.torch.ParameterArena;
import io.winnow.models.torch.ParameterLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Labelled points in the representation space, which belong to no image. Steps of SGD on them update the head of a model and nothing else.
 * The gradient of the cross-entropy is computed in closed form, for a linear head and for a head of cosines, so that no graph is recorded.
 */
final class SampledPoints implements AutoCloseable {
    /** Key of the random batches before the training. The points themselves depend on the seed of the experiment. */
    private static final long FIRST_STEPS = 11;

    private final PointsOptions options;
    private final NDManager manager;
    private final NDArray points;
    private final NDArray classes;
    private final ParameterArena model;
    private final OptionalDouble cosineScale;
    private final long classCount;
    /** Offsets of the head's parameters in the flat array of the model's parameters. */
    private final long[] places;

    private final NDArray velocity;

    /**
     * @param cosineScale scale of a head of cosines; empty for a linear head
     * @param points (M, D); closed by this object
     * @param classes class of each point (M)
     * @param model parameters of the model, whose head consists of {@code head.weight} (C, D) and, if it is linear, {@code head.bias} (C)
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
        ParameterLayout.Entry weight = entry("head.weight");
        List<ParameterLayout.Entry> head =
                cosineScale.isPresent() ? List.of(weight) : List.of(weight, entry("head.bias"));
        classCount = weight.shape().get(0);
        places = head.stream().mapToLong(ParameterLayout.Entry::offset).toArray();
        velocity = manager.zeros(
                new Shape(head.stream().mapToLong(ParameterLayout.Entry::size).sum()));
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

    /** Makes one step on a batch of points that is drawn with replacement by the random numbers of the key. */
    void step(long key) {
        CounterRandom random = CounterRandom.of(key);
        int count = (int) points.getShape().get(0);
        long[] rows = new long[options.batchSize()];
        Arrays.setAll(rows, i -> random.nextInt(count));
        step(rows);
    }

    /** Makes one step on the points with these row numbers. */
    void step(long[] rows) {
        try (Autograd.Recording pause = Autograd.pause();
                NDArray chosen = manager.create(rows)) {
            PointsScript.step(
                    model.values(),
                    velocity,
                    points,
                    classes,
                    chosen,
                    places,
                    cosineScale.orElse(0),
                    classCount,
                    options.learningRate(),
                    options.momentum());
        }
    }

    /** Returns the arrays that a checkpoint must contain, by name. */
    Map<String, NDArray> state() {
        return Map.of("points_velocity", velocity);
    }

    @Override
    public void close() {
        manager.close();
    }
}
