/**
 * Exactly one class for each example, as it is known: the class itself, a distribution over classes, votes of annotators, or candidates. The
 * output is a logit for each class.
 */
package io.winnow.trainer.target.classes;
