package io.winnow.trainer.filter;

import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Doc;
import java.nio.file.Path;
import java.util.Optional;

/** Where the vectors of the examples come from. */
@Doc(
        "Where the vectors of the examples come from, for scores and clusters. Those that a model computes are stored in the data root, so"
                + " that a second call with other thresholds takes seconds.")
public record VectorConfig(
        @Doc(
                "A run, an export or a published model that computes the vectors. Those of texts are by default computed by the sentence encoder"
                        + " that comes with Winnow.")
        Optional<Path> model,

        @Doc(
                "File of the vectors (.npy or .safetensors), instead of model, with a row for each example of the pool in its order.")
        Optional<Path> file,

        @Doc("Keys of the rows of file, one per line, if they are not those of the pool in its order.")
        Optional<Path> keys,

        @Doc("File of the vectors of the captions, with the same rows as file.")
        Optional<Path> captions) {
    public VectorConfig {
        new Checks()
                .that(model.isEmpty() || file.isEmpty(), "file", "must be left out if model is given")
                .that(keys.isEmpty() || file.isPresent(), "keys", "must be left out without file")
                .that(captions.isEmpty() || file.isPresent(), "captions", "must be left out without file")
                .done();
    }
}
