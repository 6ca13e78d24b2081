/**
 * Classes that are known by a description alone: closed-form maps between the vectors of examples and those of descriptions, and the
 * penalty on classes that have examples (kg-zero-shot.md). Plain arrays in double precision; it depends on no other package.
 */
package io.winnow.trainer.describe;
