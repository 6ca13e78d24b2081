/**
 * TabSim: similarity of tables learned from graded pairs (Habibi, Starlinger and Leser 2020, arXiv 2008.10856), with the paper's network
 * or a pretrained transformer, cross-validated, beside baselines.
 */
package io.winnow.trainer.recipe.tabsim;
