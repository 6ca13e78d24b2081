/**
 * The command line. A command turns its options into calls of the other packages, prints results to standard output and all other messages
 * to standard error, and turns failures into exit codes. It may depend on every package of the trainer, and no other package may depend on
 * it. No other package uses picocli. A new option that names what is written is added to {@code InputGuard}, so that it cannot name an
 * input.
 */
package io.winnow.trainer.cli;
