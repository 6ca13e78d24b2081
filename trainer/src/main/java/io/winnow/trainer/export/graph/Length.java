package io.winnow.trainer.export.graph;

/**
 * A whole number that a graph computes when it runs: a multiple of the length of an input's axis. Stands in a list of whole numbers.
 */
public record Length(Value input, int axis, long factor) {}
