/** The command line: options to calls, results to standard output, everything else to standard error, failures to exit codes. */
package io.winnow.trainer.cli;
