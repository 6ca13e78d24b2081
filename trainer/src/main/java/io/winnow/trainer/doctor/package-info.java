/**
 * What a device can do, found by trying: whether it computes what the CPU computes in double precision, and how large a batch of a training
 * fits. Knows recipes; only the command line uses it.
 */
package io.winnow.trainer.doctor;
