package io.winnow.trainer.compiled;

/** Whether a network's passes in training run as one TorchScript call. */
public enum Compilation {
    /** Where it is shown to be equal to the eager pass; otherwise eagerly, with the reason said. */
    AUTO,
    /** Or not at all: a network that cannot be compiled is an error. */
    ON,
    OFF
}
