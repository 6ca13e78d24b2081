package io.winnow.trainer.audit;

import java.util.OptionalDouble;

/**
 * A label that may be wrong. Where an example may have several classes, each of them is a label of its own, and so is its absence.
 *
 * @param row row of the example in the audit
 * @param list name of the ranked list that the label belongs to
 * @param given the label as it is; empty if a class is suggested that the example lacks
 * @param suggested the label that the audit suggests, which may be the given one; empty if it suggests that the example lacks the class
 * @param wrong how suspicious the label is, see {@link Findings#measure}
 * @param confidence probability that the method gives to the suggestion; empty if it gives none
 */
public record Suspect(int row, String list, String given, String suggested, double wrong, OptionalDouble confidence) {}
