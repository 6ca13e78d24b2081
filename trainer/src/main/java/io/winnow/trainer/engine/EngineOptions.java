package io.winnow.trainer.engine;

import io.winnow.trainer.compiled.Compilation;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;

/** How trainings run on the device. These options affect speed and memory, not what is computed. */
@Doc("How trainings run on the device. These options affect speed and memory, not what is computed.")
public record EngineOptions(
        @Doc(
                "Whether the training pass of a network runs as one compiled TorchScript call instead of operator by operator (eagerly)."
                        + " auto: compile if the compiled pass equals the eager one on the first batch, otherwise run eagerly and say"
                        + " why. on: fail if the pass cannot be compiled. off: always run eagerly.")
        @Default("auto")
        Compilation compiled,

        @Doc(
                "Activation checkpointing: saves memory by keeping only some activations of the forward pass and recomputing the others in"
                        + " the backward pass, which makes training slower. Requires compiled: auto or on, and replicas: 1.")
        @Default("false")
        boolean checkpointActivations) {
    public EngineOptions {
        new Checks()
                .that(
                        !checkpointActivations || compiled != Compilation.OFF,
                        "checkpoint_activations",
                        "requires compiled passes, but compiled is off; set compiled: auto")
                .done();
    }

    /** The values that apply when the configuration sets none. */
    public static final EngineOptions DEFAULT = new EngineOptions(Compilation.AUTO, false);
}
