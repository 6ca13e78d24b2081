package io.winnow.trainer.recipe;

import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.evaluate.LinearProbe;

/** How a frozen representation is judged. */
@Doc("How a frozen representation is judged.")
public record ProbeOptions(
        @Doc("Neighbours that vote.") @Default("20") int neighbours,

        @Doc("Votes weigh exp(cosine / temperature).") @Default("0.07")
        double temperature,

        @Doc("Judges the raw pixels beside the representation.") @Default("true")
        boolean pixels,

        @Default("{}") LinearProbe.Options linear) {
    public ProbeOptions {
        new Checks()
                .positive("neighbours", neighbours)
                .positive("temperature", temperature)
                .done();
    }
}
