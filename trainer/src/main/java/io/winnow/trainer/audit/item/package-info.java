/**
 * What an audit finds on examples rather than on their labels: copies and near duplicates, those whose labels contradict each other,
 * training examples that are in other parts as well, and outliers. Duplicates are found as {@link io.winnow.trainer.report} finds them.
 * Must not depend on any recipe.
 */
package io.winnow.trainer.audit.item;
