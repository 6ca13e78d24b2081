/**
 * The bridge to PyTorch: operators that DJL does not offer, automatic differentiation, the flat storage of a model's parameters, and
 * TorchScript archives. This is the only package that may use {@code ai.djl.pytorch}. It depends on no other package of this project.
 */
package io.winnow.models.torch;
