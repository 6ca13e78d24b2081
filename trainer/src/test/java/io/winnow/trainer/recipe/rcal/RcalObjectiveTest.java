package io.winnow.trainer.recipe.rcal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.models.head.CosineHead;
import io.winnow.models.layer.Dense;
import io.winnow.models.layer.Layer;
import io.winnow.models.loss.Losses;
import io.winnow.models.torch.Autograd;
import io.winnow.models.torch.ParameterArena;
import io.winnow.models.torch.ParameterLayout;
import io.winnow.trainer.calibrate.ClassGaussians;
import io.winnow.trainer.compiled.Compilation;
import io.winnow.trainer.engine.LiveArrays;
import io.winnow.trainer.engine.OptimizerOptions;
import io.winnow.trainer.modality.image.ImageData;
import io.winnow.trainer.recipe.Recipes;
import io.winnow.trainer.recipe.ReplicaRun;
import io.winnow.trainer.recipe.TestData;
import io.winnow.trainer.recipe.TrainingSteps;
import io.winnow.trainer.recipe.supervised.ClassifierObjective;
import io.winnow.trainer.recipe.supervised.ClassifierOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RcalObjectiveTest {
    private static final ClassifierOptions OPTIONS =
            Recipes.reader().parse(ClassifierOptions.class, "test", """
                    encoder: {kind: resnet, depth: 8, width: 4}
                    mixup: 1
                    training: {duration: {steps: 1}, batch_size: 16, optimizer: {kind: sgd, learning_rate: 0.1}}
                    """, List.of());
    private static final DistanceOptions NO_DISTANCE = new DistanceOptions(0, DistanceOptions.On.CLEAN);

    @TempDir
    Path folder;

    private interface Seen {
        void after(int step, float loss, ClassifierObjective objective, NDManager manager);
    }

    private void train(int steps, Function<ImageData, Function<NDManager, ClassifierObjective>> make, Seen seen)
            throws IOException {
        try (NDManager manager = NDManager.newBaseManager();
                ImageData data = TestData.open(TestData.write(folder))) {
            Engine.getInstance().setRandomSeed(3);
            try (ClassifierObjective objective = make.apply(data).apply(manager)) {
                Engine.getInstance().setRandomSeed(4);
                seen.after(-1, 0, objective, manager);
                TrainingSteps.run(
                        objective,
                        new OptimizerOptions.Sgd(0.1, 0, false, 0),
                        data,
                        16,
                        steps,
                        manager,
                        (step, loss) -> seen.after(step, loss, objective, manager));
            }
        }
    }

    private static ClassifierObjective rcal(
            DistanceOptions distance, Optional<ClassGaussians.Points> points, ImageData data, NDManager manager) {
        NDArray first = manager.zeros(new Shape(64, 16));
        return new RcalObjective(
                OPTIONS,
                distance,
                first,
                new PointsOptions(2, 8, 0.05, 0.9, 0),
                points,
                Optional.empty(),
                data,
                Map.of(),
                manager);
    }

    private static Optional<ClassGaussians.Points> points(NDManager manager) {
        return Optional.of(new ClassGaussians.Points(manager.ones(new Shape(4, 16)), new int[] {0, 1, 0, 1}));
    }

    /** After each step, points update the head of the first replica only; the other replicas then get its parameters. */
    @Test
    void replicasGiveTheLossAndGradientOfTheWholeBatch() throws IOException {
        ClassifierOptions options = Recipes.reader().parse(ClassifierOptions.class, "test", """
                encoder: {kind: vit, patch_size: 4, width: 12, depth: 1, heads: 3}
                training: {duration: {steps: 1}, batch_size: 16, optimizer: {kind: sgd, learning_rate: 0.1}}
                """, List.of());
        ReplicaRun.requireParity(
                (replicas, compilation) -> replicated(replicas, compilation, options), "points_velocity");
    }

    private ReplicaRun replicated(int replicas, Compilation compilation, ClassifierOptions options) throws IOException {
        try (ImageData data = TestData.open(TestData.write(folder))) {
            return ReplicaRun.of(
                    replicas,
                    16,
                    compilation,
                    data,
                    manager -> new RcalObjective(
                            options,
                            new DistanceOptions(0.5, DistanceOptions.On.CLEAN),
                            manager.zeros(new Shape(64, 12)),
                            new PointsOptions(2, 8, 0.05, 0.9, 0),
                            Optional.of(
                                    new ClassGaussians.Points(manager.ones(new Shape(4, 12)), new int[] {0, 1, 0, 1})),
                            Optional.empty(),
                            data,
                            Map.of(),
                            manager));
        }
    }

    /** With all of its parts turned off, the objective is bitwise equal to the plain classifier with mixup. */
    @Test
    void withoutItsPartsItEqualsThePlainClassifier() throws IOException {
        float[][] ends = new float[2][];
        train(
                5,
                data -> manager -> new ClassifierObjective(OPTIONS, data, Map.of(), manager),
                (step, loss, objective, manager) ->
                        ends[0] = objective.parameters().values().toFloatArray());
        train(
                5,
                data -> manager -> rcal(NO_DISTANCE, Optional.empty(), data, manager),
                (step, loss, objective, manager) ->
                        ends[1] = objective.parameters().values().toFloatArray());
        assertThat(ends[1]).containsExactly(ends[0]);
    }

    /** If the pre-trained representations are zero, the additional loss is the weight times the squared norm of the representation. */
    @ParameterizedTest
    @EnumSource
    void distanceIsWeighted(DistanceOptions.On on) throws IOException {
        double[] first = new double[3];
        for (int i = 0; i < 3; i++) {
            int weight = i;
            train(
                    1,
                    data -> manager -> rcal(new DistanceOptions(weight, on), Optional.empty(), data, manager),
                    (step, loss, objective, manager) -> first[weight] = loss);
        }
        assertThat(first[1]).isGreaterThan(first[0] + 0.1);
        assertThat(first[2] - first[1]).isCloseTo(first[1] - first[0], within(1e-4 * first[2]));
    }

    @Test
    void pointsUpdateOnlyTheHead() throws IOException {
        Map<Boolean, Map<String, float[]>> ends = new LinkedHashMap<>();
        for (boolean with : new boolean[] {false, true}) {
            train(
                    1,
                    data -> manager -> rcal(NO_DISTANCE, with ? points(manager) : Optional.empty(), data, manager),
                    (step, loss, objective, manager) -> {
                        Map<String, float[]> named = new LinkedHashMap<>();
                        try (NDManager scope = manager.newSubManager()) {
                            objective
                                    .parameters()
                                    .named(scope)
                                    .forEach((name, array) -> named.put(name, array.toFloatArray()));
                        }
                        ends.put(with, named);
                    });
        }
        ends.get(false).forEach((name, values) -> {
            if (name.startsWith("head.")) {
                assertThat(ends.get(true).get(name)).as(name).isNotEqualTo(values);
            } else {
                assertThat(ends.get(true).get(name)).as(name).containsExactly(values);
            }
        });
    }

    @Test
    void numberOfLiveArraysStaysConstant() throws IOException {
        int[] alive = new int[31];
        train(
                30,
                data -> manager ->
                        rcal(new DistanceOptions(0.5, DistanceOptions.On.CLEAN), points(manager), data, manager),
                (step, loss, objective, manager) -> alive[step + 1] = LiveArrays.below(manager));
        assertThat(alive[30]).isEqualTo(alive[10]);
    }

    /** A step over all points with learning rate 1 changes the head by the gradient of the mean cross-entropy, which is the reference. */
    @Test
    void headGradientOnPoints() throws IOException {
        JsonNode one;
        try (InputStream in = RcalObjectiveTest.class.getResourceAsStream("head-loss.json")) {
            one = new ObjectMapper().readTree(in).get("cases").get(0);
        }
        try (NDManager manager = NDManager.newBaseManager()) {
            Layer model = head(Dense.standard(4, 3));
            model.initialize(manager);
            try (ParameterArena arena = ParameterArena.adopt(model, ParameterLayout.of(model), manager)) {
                NDArray weight = array(manager, one.get("inputs").get("W"), 3, 4);
                NDArray bias = array(manager, one.get("inputs").get("b"), 1, 3).reshape(3);
                arena.load(Map.of("head.weight", weight, "head.bias", bias));
                JsonNode labels = one.get("inputs").get("labels");
                int[] classes = IntStream.range(0, labels.size())
                        .map(i -> labels.get(i).asInt())
                        .toArray();
                NDArray points = array(manager, one.get("inputs").get("z"), classes.length, 4);
                try (SampledPoints steps = new SampledPoints(
                        new PointsOptions(1, 7, 1, 0.9, 0), OptionalDouble.empty(), points, classes, arena)) {
                    steps.step(LongStream.range(0, classes.length).toArray());
                    Map<String, NDArray> moved = arena.named(manager);
                    float[] byWeight = weight.sub(moved.get("head.weight")).toFloatArray();
                    float[] byBias = bias.sub(moved.get("head.bias")).toFloatArray();
                    JsonNode expected = one.get("outputs");
                    assertThat(byWeight)
                            .containsExactly(
                                    array(manager, expected.get("grad_W"), 3, 4).toFloatArray(), within(1e-6f));
                    assertThat(byBias)
                            .containsExactly(
                                    array(manager, expected.get("grad_b"), 1, 3).toFloatArray(), within(1e-6f));
                }
            }
        }
    }

    /** The points of two classes are linearly separable. After the steps before the training, the head must classify them correctly. */
    @Test
    void firstStepsFitTheHead() {
        try (NDManager manager = NDManager.newBaseManager()) {
            Engine.getInstance().setRandomSeed(6);
            Layer model = head(Dense.standard(4, 3));
            model.initialize(manager);
            try (ParameterArena arena = ParameterArena.adopt(model, ParameterLayout.of(model), manager)) {
                float[] values = {3, 0, 1, 0, 2, 1, 0, 0, -3, 0, 1, 0, -2, 1, 0, 0};
                int[] classes = {0, 0, 2, 2};
                NDArray points = manager.create(values, new Shape(4, 4));
                try (SampledPoints steps = new SampledPoints(
                        new PointsOptions(2, 4, 0.1, 0.9, 100),
                        OptionalDouble.empty(),
                        points.duplicate(),
                        classes,
                        arena)) {
                    Map<String, NDArray> head = arena.named(manager);
                    NDArray logits =
                            points.dot(head.get("head.weight").transpose()).add(head.get("head.bias"));
                    assertThat(logits.softmax(1).get(":, 0").toFloatArray()).satisfies(first -> {
                        assertThat(first[0]).isGreaterThan(0.95f);
                        assertThat(first[1]).isGreaterThan(0.95f);
                        assertThat(first[2]).isLessThan(0.05f);
                        assertThat(first[3]).isLessThan(0.05f);
                    });
                    assertThat(steps.state().get("points_velocity").abs().max().getFloat())
                            .isZero();
                }
            }
        }
    }

    /** A step over all points with learning rate 1 changes a head of cosines by the gradient that PyTorch's autograd computes. */
    @Test
    void cosineHeadGradientOnPoints() {
        double scale = 7;
        int[] classes = {0, 2, 1, 0, 2};
        try (NDManager manager = NDManager.newBaseManager()) {
            Engine.getInstance().setRandomSeed(8);
            Layer model = head(new CosineHead(4, 3, scale));
            model.initialize(manager);
            try (ParameterArena arena = ParameterArena.adopt(model, ParameterLayout.of(model), manager)) {
                NDArray points = manager.randomNormal(new Shape(classes.length, 4));
                NDArray before = arena.values().duplicate();
                NDArray targets = manager.create(classes).oneHot(3);
                try (Autograd.Recording on = Autograd.record()) {
                    NDArray logits = model.forward(arena.bind(manager), new NDList(points), true)
                            .singletonOrThrow();
                    Autograd.backward(Losses.crossEntropy(logits, targets, manager.ones(new Shape(classes.length))));
                }
                NDArray expected = arena.gradient().duplicate();
                try (SampledPoints steps = new SampledPoints(
                        new PointsOptions(1, 5, 1, 0.9, 0),
                        OptionalDouble.of(scale),
                        points.duplicate(),
                        classes,
                        arena)) {
                    steps.step(new long[] {0, 1, 2, 3, 4});
                    assertThat(before.sub(arena.values()).toFloatArray())
                            .containsExactly(expected.toFloatArray(), within(1e-5f));
                }
                assertThat(expected.abs().max().getFloat()).isGreaterThan(0.1f);
            }
        }
    }

    private static Layer head(Layer each) {
        return new Layer() {
            private final Layer head = add("head", each);

            @Override
            protected NDArray forward(ParameterStore parameters, NDArray x, boolean training) {
                return apply(head, parameters, x, training);
            }

            @Override
            public Shape[] getOutputShapes(Shape[] inputs) {
                return head.getOutputShapes(inputs);
            }
        };
    }

    private static NDArray array(NDManager manager, JsonNode node, int rows, int columns) {
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            JsonNode row = node.get(0).isArray() ? node.get(i / columns) : node;
            values[i] = (float) row.get(i % columns).asDouble();
        }
        return manager.create(values, new Shape(rows, columns));
    }
}
