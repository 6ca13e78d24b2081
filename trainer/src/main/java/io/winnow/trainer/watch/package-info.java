/**
 * {@code winnow watch}: a page that follows the trainings in a folder. Reads the files of run directories only, and of any version of Winnow, so
 * it depends on {@code run}, {@code page} and {@code http}, but on no recipe and on no tensor.
 */
package io.winnow.trainer.watch;
