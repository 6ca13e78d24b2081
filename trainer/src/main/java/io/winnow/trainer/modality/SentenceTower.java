package io.winnow.trainer.modality;

import ai.djl.ndarray.NDArray;
import io.winnow.models.loss.Losses;
import io.winnow.trainer.model.TextTower;
import java.util.Optional;

/**
 * An encoder of texts whose items are texts as well, which was trained for cosines (zero-shot-text.md, section 6). Nothing calibrates the
 * probabilities: the factors are usual ones.
 */
public interface SentenceTower extends TextTower {
    /** Factor of the cosines of classes of which exactly one fits. */
    float ONE = 20;

    /** Factor of the cosines of classes of which any number fits. */
    float ANY = 10;

    /** The name of the class itself: other templates shift all classes alike. */
    @Override
    default String usualTemplate() {
        return "{}";
    }

    @Override
    default String words(String name) {
        return name.replace('_', ' ').replace('-', ' ');
    }

    private static NDArray cosines(NDArray items, NDArray texts) {
        return Losses.unitRows(items).matMul(texts.transpose());
    }

    /** Softmax over the classes. */
    @Override
    default NDArray probabilities(NDArray items, NDArray texts) {
        return cosines(items, texts).mul(ONE).softmax(1);
    }

    /** The logistic function of 10 cos - ln K for each class. */
    @Override
    default Optional<NDArray> independent(NDArray items, NDArray texts) {
        double classes = texts.getShape().get(0);
        return Optional.of(cosines(items, texts)
                .mul(ANY)
                .sub((float) Math.log(classes))
                .getNDArrayInternal()
                .sigmoid());
    }
}
