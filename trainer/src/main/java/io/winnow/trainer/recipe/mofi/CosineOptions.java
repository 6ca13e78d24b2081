package io.winnow.trainer.recipe.mofi;

import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.recipe.CenterOptions;
import java.util.Optional;

/** Options of the classification of entities by the cosines with class centers (mofi.md, section 3). */
@Doc(
        "Options of the classification: each entity has a learned center, and a softmax over the cosines of a vector with the centers finds the"
                + " entity.")
public record CosineOptions(
        @Doc("Margin that is subtracted from the cosine with the center of the right entity (CosFace), at least 0.")
        @Default("0.15")
        double margin,

        @Doc("Temperature, by which the cosines are divided, above 0.") @Default("0.03125")
        double temperature,

        @Doc(
                "Number of entities that a step computes: those of the batch, and others that are drawn. At least the batch size. By default"
                        + " all, which needs time and memory for each entity in every step.")
        Optional<Integer> sampled,

        @Default("{}") CenterOptions centers) {
    public CosineOptions {
        new Checks()
                .notNegative("margin", margin)
                .positive("temperature", temperature)
                .atLeast("sampled", sampled.orElse(1), 1)
                .done();
    }
}
