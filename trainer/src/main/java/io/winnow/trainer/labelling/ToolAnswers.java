package io.winnow.trainer.labelling;

import java.util.List;

/**
 * The answers of a file.
 *
 * @param answers the answers, in the order of the file
 * @param unanswered number of items in the file without an answer
 * @param notes what was left out or decided, as whole sentences
 */
public record ToolAnswers(List<ToolAnswer> answers, int unanswered, List<String> notes) {}
