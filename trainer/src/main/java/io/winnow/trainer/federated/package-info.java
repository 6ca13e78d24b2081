/**
 * The mathematics of federated learning, without networks and without a cluster: how examples are divided among clients, which expert labels
 * an example, and how the weights of clients become those of the server (FedAvg, arXiv 1602.05629; FedProx, arXiv 1812.06127; FedLabel, arXiv
 * 2307.08809). {@code recipe.federated} trains with it.
 */
package io.winnow.trainer.federated;
