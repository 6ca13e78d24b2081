/** Models applied to whatever images or tables a person names: reading them, batches, and lines of results. May know {@code export}. */
package io.winnow.trainer.predict;
