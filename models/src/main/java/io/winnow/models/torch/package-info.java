/**
 * The bridge to PyTorch: operators that DJL does not bind, automatic differentiation, and the flat storage of a model's parameters.
 * The only package that touches {@code ai.djl.pytorch}; depends on no other package of this project.
 */
package io.winnow.models.torch;
