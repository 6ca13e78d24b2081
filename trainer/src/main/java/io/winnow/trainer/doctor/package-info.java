/**
 * Tests what a device can do: whether its results agree with those of the CPU in double precision, and how large a batch of a training
 * fits into its memory. The package may depend on recipes; only the command line may use it.
 */
package io.winnow.trainer.doctor;
