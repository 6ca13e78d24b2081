/**
 * The training loop and its components: optimizers and learning rate schedules on flat arrays, moving averages of weights, loss scaling,
 * data parallelism, checkpoints and resuming. The loop accesses networks only through {@link io.winnow.models.torch.ParameterArena} and
 * methods only through {@link io.winnow.trainer.engine.Objective}.
 */
package io.winnow.trainer.engine;
