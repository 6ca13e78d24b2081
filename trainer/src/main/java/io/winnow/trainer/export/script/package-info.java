/**
 * The language of the TorchScript functions, which both export formats share: its syntax tree and parser, the translation of NDArray's
 * methods into it, and the functions that replace others in an exported graph. The package may depend on graphs and {@code models.torch}.
 */
package io.winnow.trainer.export.script;
