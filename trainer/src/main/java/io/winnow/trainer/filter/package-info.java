/**
 * Filters of a pool of examples before a training (datacomp.md, after Gadre et al., "DataComp: In search of the next generation of
 * multimodal datasets", NeurIPS 2023 Datasets and Benchmarks): which examples each filter keeps, the value by which it decides, and its
 * reasons. May depend on {@code calibrate}, {@code cluster}, {@code config}, {@code modality}, {@code model}, {@code page}, {@code pool} and
 * {@code run}, and on the data sets.
 */
package io.winnow.trainer.filter;
