/**
 * Drafts the configuration of a first training on a user's own data: looks at the files, asks what they are, what is known of them and how
 * long a training may take, and writes commented YAML. May depend on {@code datasets}, {@code trainer.config}, {@code trainer.modality},
 * {@code trainer.recipe} and {@code trainer.run}, and on no single method.
 */
package io.winnow.trainer.draft;
