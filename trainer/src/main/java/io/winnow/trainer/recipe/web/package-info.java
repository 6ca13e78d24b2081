/**
 * CAPro: labels of the web, cleaned by trusted examples that texts pick, prototypes of the classes and neighbours (Qin et al., NeurIPS 2023,
 * arXiv 2310.09761; capro.md). Depends on the recipe supervised for the classifier, and on {@code anchor} and {@code pool} for the texts.
 */
package io.winnow.trainer.recipe.web;
