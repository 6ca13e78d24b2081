package io.winnow.trainer.doctor;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.winnow.models.layer.Activation;
import io.winnow.models.layer.Layer;
import io.winnow.models.layer.Precision;
import io.winnow.models.loss.ClusterDiscrimination;
import io.winnow.models.loss.ClusterDiscrimination.MarginDerivative;
import io.winnow.models.loss.ClusterDiscrimination.Objective;
import io.winnow.models.loss.Losses;
import io.winnow.models.text.BertOptions;
import io.winnow.models.text.TextPooling;
import io.winnow.models.torch.Autograd;
import io.winnow.models.torch.ParameterArena;
import io.winnow.models.torch.ParameterLayout;
import io.winnow.models.vision.EncoderOptions;
import io.winnow.models.vision.ResNetOptions;
import io.winnow.models.vision.VitOptions;
import io.winnow.trainer.compiled.Compilation;
import io.winnow.trainer.compiled.NetworkPass;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Compares losses and gradients computed on a device with those computed on the CPU in double precision. Networks are checked in float32,
 * bfloat16 and float16, each both compiled and with separate operators; losses are checked in float32.
 */
public final class DeviceCheck {
    /** Tolerance of a loss in float32: a sum of some thousand numbers. */
    private static final double SINGLE = 1e-4;
    /** Tolerance of a network in float32. */
    private static final double SINGLE_NETWORK = 5e-3;

    /**
     * Tolerance of a network with batch normalisation whose convolutions round their inputs to TF32, which has 10 bits of mantissa. This
     * rounding causes an error of about 4e-2.
     */
    private static final double ROUNDED_CONVOLUTIONS = 0.1;

    /** Tolerance of a network in bfloat16 or float16, which have 7 and 10 bits of mantissa, over several layers. */
    private static final double REDUCED_NETWORK = 0.03;

    /** As {@link #REDUCED_NETWORK}, with batch normalisation, whose gradient is a small difference of large sums. */
    private static final double REDUCED_NORMALISED = 0.3;

    /**
     * An environment variable. If it is 0, no NVIDIA library uses TF32. Otherwise cuDNN uses TF32 for convolutions in float32.
     */
    private static final String TF32_VARIABLE = "NVIDIA_TF32_OVERRIDE";

    private static final int BATCH = 32;
    private static final int IMAGE_SIZE = 16;
    private static final int TOKENS = 12;
    private static final int SEED = 7;

    private final Device device;
    private final Random random = new Random(SEED);

    public DeviceCheck(Device device) {
        this.device = device;
    }

    /** Runs all checks. Returns their results in the order in which they are reported. */
    public List<Finding> run() {
        List<Finding> findings = new ArrayList<>();
        EncoderOptions vit = new VitOptions(IMAGE_SIZE, 4, 48, 3, 3, VitOptions.Pooling.MEAN, 0);
        findings.addAll(network("ViT", images(vit), SINGLE_NETWORK, REDUCED_NETWORK));
        double convolutions = convolutionsAllow(device, System.getenv(TF32_VARIABLE));
        EncoderOptions resNet = new ResNetOptions(8, 16, false);
        findings.addAll(network("ResNet", images(resNet), convolutions, REDUCED_NORMALISED));
        findings.addAll(network("BERT", texts(), SINGLE_NETWORK, REDUCED_NETWORK));
        for (Objective objective : Objective.values()) {
            ClusterDiscrimination loss = new ClusterDiscrimination(objective, 16, 0.3, MarginDerivative.GUARDED);
            findings.addAll(loss(
                    "cluster discrimination, " + objective.name().toLowerCase(Locale.ROOT),
                    List.of(uniform(BATCH, 64), uniform(200, 64)),
                    arrays -> loss.mean(
                            arrays.get(0),
                            arrays.get(1),
                            positives(arrays.get(0).getManager()))));
        }
        findings.addAll(loss(
                "InfoNCE",
                List.of(uniform(BATCH, 64), uniform(BATCH, 64), uniform(512, 64)),
                arrays -> Losses.infoNce(arrays.get(0), arrays.get(1), Losses.unitRows(arrays.get(2)), 0.2)));
        return findings;
    }

    @SuppressWarnings("ArrayRecordComponent") // instances are never compared
    private record Numbers(double[] values, Shape shape) {
        NDArray exact(NDManager manager) {
            return manager.create(values, shape);
        }

        NDArray single(NDManager manager) {
            return manager.create(DeviceCheck.single(values), shape);
        }
    }

    private Numbers uniform(int... shape) {
        Shape of = new Shape(Arrays.stream(shape).asLongStream().toArray());
        return new Numbers(
                random.doubles(of.size(), -1.7, 1.7).map(value -> (float) value).toArray(), of);
    }

    private static NDArray positives(NDManager manager) {
        long[] places = new long[BATCH * 3];
        Arrays.setAll(places, i -> i / 3 * 5 + i % 3);
        return manager.create(places, new Shape(BATCH, 3));
    }

    private List<Finding> loss(String name, List<Numbers> inputs, Function<List<NDArray>, NDArray> function) {
        try (NDManager cpu = NDManager.newBaseManager(Device.cpu());
                NDManager tried = NDManager.newBaseManager(device)) {
            List<NDArray> exact = inputs.stream().map(x -> x.exact(cpu)).toList();
            List<NDArray> single = inputs.stream().map(x -> x.single(tried)).toList();
            NDArray wanted = backward(exact, function);
            NDArray found = backward(single, function);
            return List.of(
                    Finding.of(name + ": loss", doubles(wanted), floats(found), SINGLE),
                    Finding.of(
                            name + ": gradient",
                            doubles(exact.get(0).getGradient()),
                            floats(single.get(0).getGradient()),
                            SINGLE));
        }
    }

    private static NDArray backward(List<NDArray> leaves, Function<List<NDArray>, NDArray> function) {
        leaves.get(0).setRequiresGradient(true);
        try (Autograd.Recording recording = Autograd.record()) {
            NDArray loss = function.apply(leaves);
            Autograd.backward(loss);
            return loss.stopGradient();
        }
    }

    /**
     * Returns the tolerance of a convolutional network in float32.
     *
     * @param override value of {@link #TF32_VARIABLE}, or null if it is not set
     */
    static double convolutionsAllow(Device device, String override) {
        return device.isGpu() && !"0".equals(override) ? ROUNDED_CONVOLUTIONS : SINGLE_NETWORK;
    }

    /**
     * A network and its input.
     *
     * @param build builds the network for a precision
     * @param exact the input for the CPU, in double precision unless it consists of integers
     * @param input the input for the device, in a precision
     * @param dimension size of an output vector
     */
    private record Subject(
            Function<Precision, Layer> build,
            Function<NDManager, NDArray> exact,
            BiFunction<NDManager, Precision, NDArray> input,
            int dimension) {}

    private Subject images(EncoderOptions options) {
        Numbers images = uniform(BATCH, 3, IMAGE_SIZE, IMAGE_SIZE);
        return new Subject(
                precision -> options.build(3),
                images::exact,
                (manager, precision) -> precision.of(images.single(manager)),
                options.dimension());
    }

    /** A text encoder, with texts of different lengths whose padding is masked. */
    private Subject texts() {
        BertOptions options = new BertOptions(100, 48, 3, 3, 96, TOKENS, 2, Activation.GELU, 1e-12, 0, 0);
        long[] ids = new long[BATCH * 2 * TOKENS];
        for (int text = 0; text < BATCH; text++) {
            for (int token = 0; token <= text % TOKENS; token++) {
                ids[2 * text * TOKENS + token] = 1L + random.nextInt(99);
            }
        }
        Function<NDManager, NDArray> input = manager -> manager.create(ids, new Shape(BATCH, 2, TOKENS));
        return new Subject(
                precision -> options.build(TextPooling.MEAN, precision),
                input,
                (manager, precision) -> input.apply(manager),
                options.width());
    }

    private List<Finding> network(String name, Subject subject, double single, double reduced) {
        Numbers weights = uniform(BATCH, subject.dimension);
        List<Finding> findings = new ArrayList<>();
        try (NDManager cpu = NDManager.newBaseManager(Device.cpu());
                NDManager tried = NDManager.newBaseManager(device)) {
            cpu.getEngine().setRandomSeed(SEED);
            Layer network = subject.build.apply(Precision.FLOAT32);
            network.initialize(cpu, DataType.FLOAT64, new Shape());
            ParameterLayout layout = ParameterLayout.of(network);
            List<NDArray> leaves = layout.trainable().stream()
                    .map(entry -> network.getParameters().get(entry.name()).getArray())
                    .toList();
            leaves.forEach(leaf -> leaf.setRequiresGradient(true));
            double[] wantedLoss;
            try (Autograd.Recording recording = Autograd.record()) {
                NDList input = new NDList(subject.exact.apply(cpu));
                NDArray output = network.forward(new ParameterStore(cpu, false), input, true)
                        .singletonOrThrow();
                NDArray loss = number(output, weights.exact(cpu));
                Autograd.backward(loss);
                wantedLoss = doubles(loss.stopGradient());
            }
            double[] wanted = leaves.stream()
                    .flatMapToDouble(leaf -> Arrays.stream(doubles(leaf.getGradient())))
                    .toArray();
            leaves.forEach(leaf -> leaf.setRequiresGradient(false));
            ParameterArena initial = ParameterArena.adopt(network, layout, cpu);
            for (Precision precision : List.of(Precision.FLOAT32, Precision.BFLOAT16, Precision.FLOAT16)) {
                Layer own = subject.build.apply(precision);
                own.initialize(cpu);
                ParameterArena same = ParameterArena.adopt(own, ParameterLayout.of(own), cpu);
                same.load(initial.named(cpu));
                for (Compilation compilation : List.of(Compilation.OFF, Compilation.ON)) {
                    ParameterArena arena = same.copyTo(device, tried, true);
                    NetworkPass pass = new NetworkPass(own, tried);
                    pass.compile(compilation, false, reason -> {});
                    NDArray loss;
                    try (Autograd.Recording recording = Autograd.record()) {
                        NDArray output = pass.forward(arena.bind(tried), subject.input.apply(tried, precision));
                        loss = number(output, weights.single(tried));
                        Autograd.backward(loss);
                    }
                    double allowed = precision == Precision.FLOAT32 ? single : reduced;
                    String what = name + " in " + precision.name().toLowerCase(Locale.ROOT)
                            + (compilation == Compilation.ON ? ", compiled" : "");
                    findings.add(Finding.of(what + ": loss", wantedLoss, floats(loss.stopGradient()), allowed));
                    findings.add(Finding.of(what + ": gradient", wanted, floats(arena.gradient()), allowed));
                }
            }
        }
        return findings;
    }

    /** A scalar loss that depends on all outputs. It is not their sum, because normalised outputs sum to a constant. */
    private static NDArray number(NDArray output, NDArray weights) {
        return output.sub(weights).square().mean();
    }

    private static float[] single(double[] values) {
        float[] single = new float[values.length];
        for (int i = 0; i < single.length; i++) {
            single[i] = (float) values[i];
        }
        return single;
    }

    private static double[] doubles(NDArray array) {
        return array.toDoubleArray();
    }

    private static float[] floats(NDArray array) {
        return array.toFloatArray();
    }
}
