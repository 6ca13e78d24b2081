/**
 * Splits of data into training, validation and test items that share no group and no copy: groups, stratification, folds, few-shot draws,
 * and the leaks of given splits. Works on plain columns (keys, group values, class numbers), wherever they were read from. May depend on
 * {@code datasets.file}, {@code datasets.fingerprint}, {@code datasets.label} and {@code datasets.random}.
 */
package io.winnow.datasets.split;
