/**
 * A small server of exported models, which speaks the Open Inference Protocol (KServe V2) over HTTP. It may depend on {@code runtime},
 * {@code model} and {@code run}, but not on networks or recipes.
 */
package io.winnow.trainer.serve;
