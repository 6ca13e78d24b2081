/**
 * The page on a finished or unfinished run, and on a comparison of runs: what was done, curves, results beside baselines, mistakes, a map of
 * the test examples, what the method made, and provenance. It reads the files of runs and, if they are there, their test data. The page
 * on a data set is in {@code report}.
 */
package io.winnow.trainer.runpage;
