/** Published models: where their files are, how they are fetched, and what they are. Names no method and no command. */
package io.winnow.trainer.published;
