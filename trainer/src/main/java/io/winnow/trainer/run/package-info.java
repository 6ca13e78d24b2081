/**
 * The infrastructure of runs: the run directory and its files, metrics and their sinks, progress, and the stop signal. Depends on files and
 * streams, but neither on tensors nor on recipes. May depend on {@code config}.
 */
package io.winnow.trainer.run;
