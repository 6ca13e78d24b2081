package io.winnow.trainer.export.graph;

/**
 * An integer that a graph computes when it runs: a multiple of the length of an axis of an input. It is an element of a list of integers.
 */
public record Length(Value input, int axis, long factor) {}
