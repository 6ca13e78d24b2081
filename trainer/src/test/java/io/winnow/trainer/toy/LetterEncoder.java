package io.winnow.trainer.toy;

import io.winnow.models.layer.Dense;
import io.winnow.models.layer.Layer;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.modality.DataConfig;
import io.winnow.trainer.modality.EncoderConfig;
import io.winnow.trainer.modality.Preprocessing;

/** One linear layer on counts of letters. */
@Kind("letter_layer")
@Doc("One linear layer on counts of letters.")
public record LetterEncoder(
        @Doc("Length of the representation.") int width) implements EncoderConfig {
    @Override
    public int dimension(Preprocessing input) {
        return width;
    }

    @Override
    public Layer build(Preprocessing input) {
        return Dense.standard(LetterCounts.LETTERS, width);
    }

    @Override
    public void check(Checks checks, DataConfig data, String key) {
        checks.that(data instanceof LettersData, key, "must take " + data.unit() + "; letter_layer takes words");
    }
}
