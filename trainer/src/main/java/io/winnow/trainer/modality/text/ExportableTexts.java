package io.winnow.trainer.modality.text;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.winnow.models.text.SentenceEncoder;
import io.winnow.models.torch.ParameterArena;
import io.winnow.models.torch.ParameterLayout;
import io.winnow.trainer.config.ConfigReader;
import io.winnow.trainer.modality.ExampleInput;
import io.winnow.trainer.modality.ServedExport;
import io.winnow.trainer.modality.ServedNetwork;
import io.winnow.trainer.model.ExportFormat;
import io.winnow.trainer.model.ModelDescription;
import io.winnow.trainer.model.ModelOutput;
import io.winnow.trainer.model.ModelPart;
import io.winnow.trainer.published.PublishedCheckpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A published encoder of texts as an export writes it, without a training. There are no data of a run, so that files are compared on random
 * tokens. The vectors have length 1, as those of a run that trains the encoder.
 *
 * @param tokens how texts become tokens
 */
record ExportableTexts(PublishedCheckpoint checkpoint, TextTokens tokens, ServedNetwork served)
        implements ServedExport {
    /** @param manager manager to which the weights are attached */
    static ExportableTexts of(PublishedCheckpoint checkpoint, FrozenEncoder encoder, NDManager manager)
            throws IOException {
        SentenceEncoder network = encoder.unitLengthNetwork(manager);
        return new ExportableTexts(
                checkpoint,
                new TextTokens(encoder, encoder.dimension(), encoder.vocabulary()),
                new ServedNetwork(
                        new TextServing(encoder, TextServing.Before.NOTHING),
                        network,
                        ParameterArena.adopt(network, ParameterLayout.of(network), manager),
                        new ModelOutput(ModelOutput.Kind.ENCODER, encoder.dimension(), null),
                        NDList::new,
                        manager));
    }

    private ExampleInput input() {
        return new ExampleInput(
                "texts", served.serving().inputs(), served.serving().reading(), tokens.exported());
    }

    @Override
    public ModelDescription describe(String precision) {
        return new ModelDescription(
                served.output().kind(),
                checkpoint.fileName(),
                ModelDescription.PUBLISHED,
                null,
                null,
                precision,
                input(),
                served.output().dimension(),
                null,
                null);
    }

    @Override
    public List<ModelPart> parts(NDManager scope) {
        return served.parts(new NDList(tokens.random(EXAMPLES, scope)), scope);
    }

    @Override
    public Object configuration() {
        return new FineTunedEncoderConfig(0, Optional.empty());
    }

    @Override
    public void writeBeside(Path bundle, Set<ExportFormat> formats) throws IOException {
        served.serving().write(bundle, describe(null), formats);
        // The file stands for those that are read: the section must name one.
        input().writeData(
                        new ConfigReader()
                                .parse(
                                        TextDataConfig.class,
                                        "the texts",
                                        "{file: texts.csv, inputs: [text], representation: tokens}",
                                        List.of()),
                        bundle);
        if (tokens.encoder().hasModules()) {
            try (NDManager scope = served.manager().newSubManager()) {
                tokens.encoder()
                        .writeAgain(
                                bundle.resolve(PUBLISHED), served.parameters().named(scope));
            }
        } else {
            checkpoint.write(bundle.resolve(PUBLISHED));
        }
    }
}
