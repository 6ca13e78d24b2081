package io.winnow.trainer.recipe.mofi;

import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import java.nio.file.Path;
import java.util.Optional;

/** Options of the contrast of examples with the names of their entities (mofi.md, section 3). */
@Doc(
        "Options of the contrast of examples with the names of their entities, which a frozen text encoder (MiniLM, part of Winnow) and a learned"
                + " linear layer map to vectors. With it, the test also says for how many examples the name of their entity is the nearest.")
public record ContrastOptions(
        @Doc(
                "Weight of the contrast in the loss, above 0 and at most 1; the classification has the rest. 1 trains by the contrast alone.")
        @Default("0.5")
        double weight,

        @Doc("Initial temperature, by which the cosines are divided. It is learned, and stays at least 0.01.")
        @Default("0.07")
        double temperature,

        @Doc(
                "Whether the name of another example of the same entity is left out of the wrong names. Otherwise it counts as wrong, although"
                        + " it is the same name.")
        @Default("true")
        boolean maskTwins,

        @Doc(
                "File with a record for each entity: label, and name and description if they are known. In each step, the text of an example is"
                        + " the name, or name and description, drawn at random. By default, and for entities in the test that have no"
                        + " record, the name is the label, with blanks for underscores and without an id in brackets at its end.")
        Optional<Path> texts) {
    /** The smallest temperature. */
    static final double LEAST_TEMPERATURE = 0.01;

    public ContrastOptions {
        new Checks()
                .that(weight > 0 && weight <= 1, "weight", "must be above 0 and at most 1, found " + weight)
                .atLeast("temperature", temperature, LEAST_TEMPERATURE)
                .done();
    }
}
