/**
 * The layers that encoders and heads are made of, with their published initialisation and with clear parameter names. May depend on
 * {@code models.torch}.
 */
package io.winnow.models.layer;
