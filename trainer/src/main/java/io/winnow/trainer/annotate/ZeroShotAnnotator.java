package io.winnow.trainer.annotate;

import io.winnow.datasets.catalog.DataRoot;
import io.winnow.datasets.source.ClassInfo;
import io.winnow.datasets.text.Text;
import io.winnow.datasets.text.TextDataset;
import io.winnow.trainer.modality.text.FrozenEncoder;
import io.winnow.trainer.modality.text.FrozenVectors;
import io.winnow.trainer.run.Progress;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.table.PretrainedText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A stand-in for a language model: softmax of scaled cosines of the vectors of texts and of labels (llm-annotators.md, section 6). */
record ZeroShotAnnotator(AnnotatorConfig.ZeroShot config, List<ClassInfo> classes) implements Annotator {
    private static final int MAX_TOKENS = 128;

    @Override
    public String name() {
        return config.name();
    }

    @Override
    public boolean isLanguageModel() {
        return false;
    }

    @Override
    public double[][] annotate(AnnotatedItems items, Progress progress) throws IOException {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            texts.add(items.text(i)
                    .orElseThrow(() -> new UserException("The annotator " + name() + " compares vectors of texts, but "
                            + items.dataset().name() + " has " + items.unit()
                            + ". Use an annotator of the kind model or language_model.")));
        }
        FrozenVectors encoder = new FrozenVectors(FrozenEncoder.of(PretrainedText.EMBEDDED, MAX_TOKENS));
        Path kept = DataRoot.ofEnvironment().writable().resolve("vectors");
        float[][] vectors = encoder.of(dataset(items.dataset().name(), texts), Optional.of(kept), progress::say);
        float[][] labels = encoder.of(
                dataset(
                        "the labels",
                        classes.stream()
                                .map(each -> each.name()
                                        + each.description()
                                                .map(text -> ": " + text)
                                                .orElse(""))
                                .toList()),
                Optional.empty(),
                progress::say);
        double[][] probabilities = new double[vectors.length][labels.length];
        for (int i = 0; i < vectors.length; i++) {
            for (int k = 0; k < labels.length; k++) {
                for (int d = 0; d < labels[k].length; d++) {
                    probabilities[i][k] += config.scale() * vectors[i][d] * labels[k][d];
                }
            }
            Softmax.of(probabilities[i]);
        }
        return probabilities;
    }

    private static TextDataset dataset(String name, List<String> texts) {
        return TextDataset.unlabelled(name, texts, texts.stream().map(Text::of).toList());
    }
}
