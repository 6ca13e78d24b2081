package io.winnow.trainer.bench;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import io.winnow.datasets.image.ImageSize;
import io.winnow.models.head.EncoderWithHead;
import io.winnow.models.layer.Dense;
import io.winnow.models.loss.Losses;
import io.winnow.models.vision.EncoderOptions;
import io.winnow.models.vision.ResNetOptions;
import io.winnow.models.vision.VitOptions;
import io.winnow.trainer.engine.OptimizerOptions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The workloads by name. A name may stand for several workloads. Each is opened only when it is needed, because some take gigabytes. */
public final class Workloads {
    private static final int CLASSES = 10;
    /** A workload large enough to keep a GPU busy. On two CPU cores, a step takes 20 seconds and 12 GB. */
    private static final String LARGE = "vit-small";
    /** A step takes half a minute, so that it is measured only if it is asked for. */
    private static final String AUDIT = "audit";

    private static final Map<String, List<Function<BenchOptions, Workload>>> ALL = new LinkedHashMap<>();

    static {
        ALL.put("vit-tiny", List.of(Workloads::vitTiny));
        ALL.put(LARGE, List.of(Workloads::vitSmall));
        ALL.put("resnet20", List.of(Workloads::resNet20));
        ALL.put(
                "centers",
                List.of(
                        options -> centers(10_000, options),
                        options -> centers(100_000, options),
                        options -> centers(1_000_000, options)));
        ALL.put("tabsim", List.of(TableWorkload::open));
        ALL.put("minilm", List.of(TextWorkload::open));
        ALL.put("kmeans", List.of(options -> new KMeansWorkload(60_000, 128, 1000, 10, options)));
        ALL.put(AUDIT, List.of(options -> new AuditWorkload(50_000, 384, options)));
        ALL.put(
                "decode",
                List.of(
                        options -> new DecodeWorkload("jpg", 32, options),
                        options -> new DecodeWorkload("jpg", 224, options),
                        options -> new DecodeWorkload("png", 32, options),
                        options -> new DecodeWorkload("png", 224, options)));
        ALL.put(
                "photographs",
                List.of(
                        options -> new PhotographsWorkload(32, new ImageSize(375, 500)),
                        options -> new PhotographsWorkload(8, new ImageSize(1200, 1600)),
                        options -> new PhotographsWorkload(4, new ImageSize(3000, 4000))));
    }

    private Workloads() {}

    /** Returns all names, in the order of reports. */
    public static List<String> names() {
        return List.copyOf(ALL.keySet());
    }

    /** Returns the names of the workloads that are measured by default. */
    public static List<String> usual(Device device) {
        return ALL.keySet().stream()
                .filter(name -> !name.equals(AUDIT) && (device.isGpu() || !name.equals(LARGE)))
                .toList();
    }

    /** Returns functions that open the workloads of a name. */
    public static List<Function<BenchOptions, Workload>> of(String name) {
        return ALL.get(name);
    }

    private static Workload vitTiny(BenchOptions options) {
        return vit("vit-tiny", new VitOptions(28, 4, 192, 6, 3, VitOptions.Pooling.MEAN, 0), 1, 64, options);
    }

    private static Workload vitSmall(BenchOptions options) {
        return vit(LARGE, new VitOptions(224, 16, 384, 12, 6, VitOptions.Pooling.MEAN, 0), 3, 128, options);
    }

    private static Workload vit(String name, VitOptions vit, int channels, int batch, BenchOptions options) {
        return classifier(
                name,
                vit,
                Flop.vit(vit, channels),
                channels,
                vit.patches().height(),
                batch,
                TrainingWorkload.adamW(),
                options,
                PlainNetworks.vit(vit, CLASSES));
    }

    private static Workload resNet20(BenchOptions options) {
        ResNetOptions resNet = new ResNetOptions(20, 16, false);
        return classifier(
                "resnet20",
                resNet,
                Flop.residual(20, 16, 3, 32),
                3,
                32,
                128,
                TrainingWorkload.sgd(),
                options,
                PlainNetworks.residual(20, 16, CLASSES));
    }

    private static Workload centers(int count, BenchOptions options) {
        return new CentersWorkload(count, 512, 256, Math.min(10_000, count), options);
    }

    /**
     * Creates a training workload of an image classifier: an encoder with a linear layer, trained by cross-entropy on ten classes.
     *
     * @param flop operations of a forward pass of the encoder for one image
     * @param imageSize height and width of the images in pixels
     * @param batch number of images of a step
     * @param plain the same network, built of DJL's own blocks
     */
    static Workload classifier(
            String name,
            EncoderOptions encoder,
            double flop,
            int channels,
            int imageSize,
            int batch,
            OptimizerOptions rule,
            BenchOptions options,
            Block plain) {
        NDManager manager = NDManager.newBaseManager(options.device());
        EncoderWithHead network =
                new EncoderWithHead(encoder.build(channels), Dense.standard(encoder.dimension(), CLASSES));
        network.initialize(manager);
        TrainingWorkload.Shape shape =
                new TrainingWorkload.Shape(name, "images", batch, flop + Flop.linear(1, encoder.dimension(), CLASSES));
        Shape images = new Shape(batch, channels, imageSize, imageSize);
        return new TrainingWorkload(
                shape,
                network,
                options,
                rule,
                manager,
                own -> {
                    NDArray batchImages = own.randomNormal(images);
                    NDArray classes = classes(batch, own);
                    return (logits, scope) ->
                            Losses.crossEntropy(logits.apply(options.precision().of(batchImages)), classes, 0);
                },
                same -> new PlainTraining(same, plain, rule, options, own -> {
                    NDArray classes = classes(batch, own);
                    return new PlainTraining.Batch(
                            own.randomNormal(images), logits -> Losses.crossEntropy(logits, classes, 0));
                }));
    }

    private static NDArray classes(int batch, NDManager manager) {
        return manager.arange(batch).toType(DataType.INT64, false).mod(CLASSES);
    }
}
