package io.winnow.trainer.recipe.tabsim;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import io.winnow.models.layer.Activation;
import io.winnow.models.layer.Precision;
import io.winnow.models.pretrained.HuggingFaceDirectory;
import io.winnow.models.text.BertEncoder;
import io.winnow.models.text.BertFamily;
import io.winnow.models.text.BertOptions;
import io.winnow.models.text.MiniLm;
import io.winnow.models.text.TextPooling;
import io.winnow.models.torch.ParameterArena;
import io.winnow.models.torch.ParameterLayout;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/** A small random BERT with MiniLM's tokenizer, in a HuggingFace directory. */
public final class SmallBert {
    private SmallBert() {}

    public static Path write(Path directory) throws IOException {
        Engine.getInstance().setRandomSeed(3);
        BertOptions options = new BertOptions(30_522, 16, 2, 2, 32, 64, 2, Activation.GELU, 1e-12, 0, 0);
        try (NDManager manager = NDManager.newBaseManager();
                InputStream tokenizer = MiniLm.tokenizer()) {
            BertEncoder network = options.build(TextPooling.MEAN, Precision.FLOAT32);
            network.initialize(manager);
            try (ParameterArena arena = ParameterArena.adopt(network, ParameterLayout.of(network), manager)) {
                HuggingFaceDirectory.write(
                        directory,
                        BertFamily.BERT
                                .config(options, BertFamily.BERT.layout())
                                .orElseThrow(),
                        arena.named(manager),
                        tokenizer);
            }
        }
        return directory;
    }
}
