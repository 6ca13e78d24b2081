/**
 * Files of records, one per example, that say what is known of the examples: the part of a configuration that all modalities share which are
 * described in this way, and what follows from it: parts, labels, weights, simulated imperfection. Must not depend on any single modality.
 */
package io.winnow.trainer.modality.records;
