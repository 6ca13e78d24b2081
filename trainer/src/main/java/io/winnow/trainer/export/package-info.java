/**
 * Exports trained models to bundles of files that other runtimes can serve, and checks that the outputs of every file agree with those of
 * the live model. Only the command line may depend on this package; methods and modalities may depend on the packages of graphs below it.
 */
package io.winnow.trainer.export;
