/**
 * Training by several sites whose data stay where they are: FedAvg (arXiv 1602.05629), FedProx (1812.06127) and FedLabel (2307.08809), with few
 * labels at each site. Sites are simulated, as tasks of this process or of workers. Trains the classifier of {@code recipe.supervised} in the
 * rounds of {@code engine}, and depends on no other recipe.
 */
package io.winnow.trainer.recipe.federated;
