package io.winnow.trainer.compiled;

/** Whether the passes of a network in training run as one compiled TorchScript call. */
public enum Compilation {
    /** Compile if the compiled pass equals the eager one on the first batch; otherwise run eagerly and say why. */
    AUTO,
    /** Always compile; fail if a network cannot be compiled. */
    ON,
    /** Always run eagerly. */
    OFF
}
