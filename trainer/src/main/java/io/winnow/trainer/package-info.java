/**
 * The Winnow trainer, which trains, evaluates, exports and applies models. All code is in the subpackages: {@code recipe} has the methods,
 * {@code engine} the training loop, {@code run} the files of a run, and {@code cli} the command line. {@code ArchitectureTest} holds the
 * rules on which package may depend on which.
 */
package io.winnow.trainer;
