package io.winnow.datasets.inspect;

import io.winnow.datasets.text.Text;
import java.util.function.ToIntFunction;

/**
 * How many tokens a network would receive of a text.
 *
 * @param tokens returns the number of tokens of a text before it is cut, special tokens included
 * @param limit largest number of tokens of a text; longer texts are cut
 */
public record TokenCounter(ToIntFunction<Text> tokens, int limit) {}
