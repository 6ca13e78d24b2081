/**
 * The training loop and what it is made of: optimizers and schedules on flat arrays, averaging of weights, checkpoints, resuming. Knows
 * blocks only through {@link io.winnow.models.torch.ParameterArena} and a method only through {@link
 * io.winnow.trainer.engine.Objective}.
 */
package io.winnow.trainer.engine;
