/**
 * Pages of HTML in one file each, which open without a network. A command gives a template, which is a resource beside its own package, and
 * the data that the template's script shows; pages on data and on runs are lists of blocks, which one script draws. Depends on {@code model} for previews and on {@code run} for JSON alone.
 */
package io.winnow.trainer.page;
