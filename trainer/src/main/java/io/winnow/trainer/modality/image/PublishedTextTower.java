package io.winnow.trainer.modality.image;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.text.Text;
import io.winnow.datasets.text.TextDataset;
import io.winnow.models.text.ImageTextSimilarity;
import io.winnow.trainer.modality.text.FrozenEncoder;
import io.winnow.trainer.modality.text.FrozenVectors;
import io.winnow.trainer.model.TextTower;
import io.winnow.trainer.table.PretrainedText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The encoder of texts of a published CLIP or SigLIP model.
 *
 * @param folder folder of the model
 * @param similarity how vectors of images and texts are compared
 */
record PublishedTextTower(Path folder, ImageTextSimilarity similarity) implements TextTower {
    @Override
    public NDArray embed(List<String> texts, NDManager manager) throws IOException {
        return new FrozenVectors(FrozenEncoder.of(PretrainedText.in(folder), Integer.MAX_VALUE))
                .compute(dataset(texts), manager);
    }

    private static TextDataset dataset(List<String> texts) {
        List<String> keys =
                IntStream.range(0, texts.size()).mapToObj(Integer::toString).toList();
        return TextDataset.unlabelled(
                "the labels", keys, texts.stream().map(Text::of).toList());
    }

    @Override
    public NDArray probabilities(NDArray items, NDArray texts) {
        return similarity.probabilities(items, texts);
    }
}
