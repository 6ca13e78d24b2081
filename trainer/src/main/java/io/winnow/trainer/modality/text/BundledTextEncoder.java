package io.winnow.trainer.modality.text;

import io.winnow.trainer.model.TrainedModel;
import io.winnow.trainer.table.PretrainedText;
import java.io.IOException;
import java.util.Optional;

/** The encoder of texts that comes with Winnow, opened without a folder of weights. */
public final class BundledTextEncoder {
    /** What a command line calls it. */
    public static final String NAME = "all-MiniLM-L6-v2";

    private BundledTextEncoder() {}

    /** Opens the encoder. */
    public static TrainedModel open() throws IOException {
        FrozenEncoder encoder = FrozenEncoder.of(PretrainedText.EMBEDDED, Integer.MAX_VALUE);
        return new PublishedTextModel(new TextVectors(encoder, encoder.dimension()), Optional.empty());
    }
}
