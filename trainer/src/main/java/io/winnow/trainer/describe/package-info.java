/**
 * Classes that are known by a description alone: the closed-form map from descriptions to vectors of examples, fitted to the classes that have
 * examples, and the penalty on these classes (kg-zero-shot.md). Plain arrays in double precision; it depends on no other package.
 */
package io.winnow.trainer.describe;
