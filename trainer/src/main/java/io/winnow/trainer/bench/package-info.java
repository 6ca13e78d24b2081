/**
 * The benchmark: measures the speed of workloads with fixed shapes on random data, and compares it with that of a matrix product on the
 * same machine. The package may depend on models, data, the engine and clustering; only the command line may use it.
 */
package io.winnow.trainer.bench;
