package io.winnow.trainer.engine;

import io.winnow.trainer.compiled.Compilation;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;

/** How trainings run on the device; what they compute stays. */
@Doc("How trainings run on the device; what they compute stays.")
public record EngineOptions(
        @Doc(
                "Whether a network's pass in training runs as one native call, recorded once for each shape of an example: auto (where"
                        + " it is shown to be equal to the eager pass on the first batch), on (an error where it cannot be), off.")
        @Default("auto")
        Compilation compiled,

        @Doc(
                "Keeps of a network's pass in training only what lies between pieces of it, and computes the rest again in the backward"
                        + " pass. Needs compiled passes and one replica.")
        @Default("false")
        boolean checkpointActivations) {
    public EngineOptions {
        new Checks()
                .that(
                        !checkpointActivations || compiled != Compilation.OFF,
                        "checkpoint_activations",
                        "needs passes that are compiled; compiled is off")
                .done();
    }

    /** As configurations have it that say nothing. */
    public static final EngineOptions DEFAULT = new EngineOptions(Compilation.AUTO, false);
}
