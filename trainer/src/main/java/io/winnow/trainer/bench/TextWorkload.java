package io.winnow.trainer.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.models.layer.Activation;
import io.winnow.models.layer.Layer;
import io.winnow.models.text.BertOptions;
import io.winnow.models.text.TextPooling;
import java.util.SplittableRandom;

/** Training steps of a BERT encoder on texts without padding. There is no dropout. */
final class TextWorkload {
    /** The sizes of all-MiniLM-L6-v2. */
    private static final BertOptions MINI_LM =
            new BertOptions(30_522, 384, 6, 12, 1536, 512, 2, Activation.GELU, 1e-12, 0, 0);

    private static final int BATCH = 32;
    private static final int TOKENS = 128;

    private TextWorkload() {}

    static Workload open(BenchOptions options) {
        return open(MINI_LM, BATCH, TOKENS, options);
    }

    static Workload open(BertOptions size, int batch, int tokens, BenchOptions options) {
        NDManager manager = NDManager.newBaseManager(options.device());
        Layer network = size.build(TextPooling.MEAN, options.precision());
        network.initialize(manager);
        double flop = Flop.transformer(tokens, size.width(), size.hidden(), size.layers());
        TrainingWorkload.Shape shape = new TrainingWorkload.Shape("minilm", "texts", batch, flop);
        return new TrainingWorkload(
                shape,
                network,
                options,
                TrainingWorkload.adamW(),
                manager,
                own -> {
                    NDArray texts = texts(size, batch, tokens, own);
                    NDArray targets = own.randomNormal(new Shape(batch, size.width()));
                    return (vectors, scope) ->
                            vectors.apply(texts).sub(targets).square().mean();
                },
                same -> plain(same, size, batch, tokens, options));
    }

    /** Returns the same training steps, written as in DJL's documentation. */
    private static Workload plain(Workload same, BertOptions size, int batch, int tokens, BenchOptions options) {
        return new PlainTraining(same, PlainNetworks.bert(size), TrainingWorkload.adamW(), options, own -> {
            NDArray words = texts(size, batch, tokens, own).get(":, 0");
            NDArray targets = own.randomNormal(new Shape(batch, size.width()));
            return new PlainTraining.Batch(
                    words, vectors -> vectors.sub(targets).square().mean());
        });
    }

    /** Returns random token ids with their segment ids (B, 2, L): no padding, and one segment only. */
    private static NDArray texts(BertOptions size, int batch, int tokens, NDManager manager) {
        SplittableRandom random = new SplittableRandom(1);
        long[] ids = new long[batch * 2 * tokens];
        for (int i = 0; i < batch; i++) {
            for (int t = 0; t < tokens; t++) {
                ids[2 * i * tokens + t] = 1L + random.nextInt(size.vocabulary() - 1);
            }
        }
        return manager.create(ids, new Shape(batch, 2, tokens));
    }
}
