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
import java.util.List;
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
    private final long classCount;
    /** Of the head's parameters among the model's values. */
    private final long[] places;

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
                    places,
                    cosineScale.orElse(0),
                    classCount,
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
