/**
 * TabSim: similarity of tables, learned from graded pairs (Habibi, Starlinger and Leser 2020, arXiv 2008.10856) with the paper's network or
 * a pretrained transformer. It is cross-validated and compared with baselines. Depends on no other recipe.
 */
package io.winnow.trainer.recipe.tabsim;
