package io.winnow.trainer.modality.text;

import io.winnow.models.head.ResidualHead;
import io.winnow.models.head.TokenCorrection;
import io.winnow.models.layer.Layer;
import io.winnow.models.layer.Precision;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.modality.DataConfig;
import io.winnow.trainer.modality.EncoderConfig;
import io.winnow.trainer.modality.Preprocessing;
import io.winnow.trainer.run.UserException;

/** A trained linear correction of the vectors x of a frozen encoder: x + W x + b, where W and b start at zero. */
@Kind("frozen")
@Doc("The vectors x of a frozen pretrained encoder, of texts or of their tokens, with a trained linear correction:"
        + " x + W x + b, where W and b start at zero.")
public record VectorEncoderConfig(
        @Doc("Dropout probability of the elements of x in W x, in [0, 1).") @Default("0.1")
        double dropout) implements EncoderConfig {
    public VectorEncoderConfig {
        new Checks().below("dropout", dropout, 0, 1).done();
    }

    @Override
    public int dimension(Preprocessing input) {
        if (input instanceof TextVectors vectors) {
            return vectors.dimension();
        } else if (input instanceof TextTokenVectors tokens) {
            return tokens.dimension();
        }
        throw new UserException(
                "The encoder frozen takes the vectors of texts, but the data are not texts. Choose another encoder.");
    }

    @Override
    public Layer build(Preprocessing input) {
        int width = dimension(input);
        return input instanceof TextTokenVectors
                ? new TokenCorrection(width, dropout, true)
                : new ResidualHead(width, dropout);
    }

    @Override
    public Layer buildTokens(Preprocessing input, Precision precision) {
        return new TokenCorrection(dimension(input), dropout, false);
    }

    @Override
    public void checkTokens(Checks checks, DataConfig data, String key) {
        checks.that(
                !(data instanceof TextDataConfig texts)
                        || texts.representation() == TextDataConfig.Representation.TOKEN_VECTORS,
                key,
                "needs the vectors of all tokens of a text, but data.representation is vectors. Set it to"
                        + " token_vectors");
    }

    /** The vector of a text has nothing of what is known about the text. */
    @Override
    public void checkRepresentation(Checks checks, DataConfig data, String key) {
        checks.that(
                !(data instanceof TextDataConfig texts) || texts.knowledge().isEmpty(),
                key,
                "must be followed by a head that attends to data.knowledge. Set classify.token_head to"
                        + " {kind: label_attention}, or leave data.knowledge out");
    }

    @Override
    public void check(Checks checks, DataConfig data, String key) {
        checks.that(
                data instanceof TextDataConfig,
                key,
                "must take " + data.unit() + ", which the data are; found frozen, which takes the vectors of texts");
        if (data instanceof TextDataConfig texts) {
            checks.that(
                    texts.representation() != TextDataConfig.Representation.TOKENS,
                    key,
                    "must take the tokens of texts, which data.representation is; found frozen, which takes vectors."
                            + " Leave data.representation out, or choose the encoder fine_tuned");
        }
    }
}
