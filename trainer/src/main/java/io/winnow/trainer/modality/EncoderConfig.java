package io.winnow.trainer.modality;

import io.winnow.models.layer.Layer;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Doc;

/** The encoder: the network that maps an example to its representation. */
@Doc("The encoder: the network that maps an example to its representation.")
public interface EncoderConfig {
    /**
     * Returns the length of the representation.
     *
     * @param input preprocessing of the examples
     * @throws io.winnow.trainer.run.UserException if the network cannot take such examples
     */
    int dimension(Preprocessing input);

    /**
     * Builds the network, whose parameters are not yet initialised. It maps preprocessed examples (B, ..) to (B, {@link #dimension}).
     *
     * @param input preprocessing of the examples
     * @throws io.winnow.trainer.run.UserException if the network cannot take such examples
     */
    Layer build(Preprocessing input);

    /**
     * Checks that the encoder takes the configured data, as far as the configuration tells.
     *
     * @param key key of the encoder
     */
    void check(Checks checks, DataConfig data, String key);

    /**
     * Checks an encoder as {@link #check(Checks, DataConfig, String)} does.
     *
     * @param encoder null if this section is itself invalid, which is reported already
     * @param data null if this section is itself invalid
     */
    static void check(Checks checks, EncoderConfig encoder, DataConfig data, String key) {
        if (encoder != null && data != null) {
            encoder.check(checks, data, key);
        }
    }
}
