/**
 * What the command line and the Java API ({@link io.winnow}) share: finding devices, opening the models that a path or a name stands for, and
 * running trainings. May depend on everything but these two.
 */
package io.winnow.trainer.session;
