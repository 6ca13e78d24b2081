package io.winnow.trainer.modality.text;

import io.winnow.models.text.SoftPromptOptions;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;

/** A soft prompt on a text encoder (PTEC, arXiv 2309.12075, for bidirectional encoders; ptec.md, section 3). */
@Doc(
        "A soft prompt: trained vectors behind the first token of each text (PTEC, arXiv 2309.12075). Of the encoder, nothing else is"
                + " trained. For encoders of the BERT family.")
public record PromptConfig(
        @Doc(
                "Number of vectors, at least 1. They take places from the texts: with data.max_tokens, they must not exceed the"
                        + " length that the encoder takes, 512 tokens for all-MiniLM-L6-v2.")
        @Default("16")
        int length,

        @Doc(
                "What the vectors start from. label_names: the words of the names of the classes; some of them, drawn at random, if there"
                        + " are too many, and filled up with words of the vocabulary if there are too few. random: random vectors.")
        @Default("label_names")
        Start start,

        @Doc("Where the vectors enter the network. before_norm: where the vectors of words do, so that positions "
                + "are added to them and the sum is normalised; after_norm: after this normalisation, so that they "
                + "have the scale of normalised vectors.")
        @Default("before_norm")
        SoftPromptOptions.Place place,

        @Doc("first: only the first layer has such vectors; all: each layer has its own, which replace what the "
                + "layer below returned at these places (P-tuning v2, arXiv 2110.07602). The vectors of each further "
                + "layer start as the output of the layers below it for those of the first layer.")
        @Default("first")
        Layers layers,

        @Doc("Whether the last vectors at the places of the prompt are pooled along with those of the text.")
        @Default("false")
        boolean pooled) {
    public PromptConfig {
        new Checks().atLeast("length", length, 1).done();
    }

    /** What the vectors of the first layer start from. */
    public enum Start {
        /** The words of the names of the classes. */
        LABEL_NAMES,
        /** Nothing. */
        RANDOM
    }

    /** The layers that have vectors of their own. */
    public enum Layers {
        /** The first one. */
        FIRST,
        /** All. */
        ALL
    }

    SoftPromptOptions options() {
        return new SoftPromptOptions(length, layers == Layers.ALL, place, pooled);
    }
}
