/**
 * Workloads of fixed shapes on made-up data, timed beside the machine's bare matrix product. May use models, data, the engine and
 * clustering; only the command line uses it.
 */
package io.winnow.trainer.bench;
