/**
 * Searches settings: trains a configuration with several values of its keys and with several seeds, and chooses by a metric of validation
 * examples, never by one of test examples. Knows neither the command line nor how a training is started ({@link TrialTrainer}).
 */
package io.winnow.trainer.sweep;
