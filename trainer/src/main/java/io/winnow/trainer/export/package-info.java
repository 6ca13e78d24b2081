/**
 * Trained models as files that other runtimes serve: what is exported, the bundle around it, and the proof that it gives what the live
 * model gives. May know recipes; nothing but the command line knows it.
 */
package io.winnow.trainer.export;
