/**
 * What a run leaves behind and shows while it goes: the run directory and its files, metrics and their sinks, progress, the stop
 * signal. Knows files and streams, and neither tensors nor recipes.
 */
package io.winnow.trainer.run;
