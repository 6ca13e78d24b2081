/**
 * Exports trained models to bundles of files that other runtimes can serve, and checks that the outputs of every file agree with those of
 * the live model. Also opens exported models. The package may depend on recipes; only the command line may depend on it.
 */
package io.winnow.trainer.export;
