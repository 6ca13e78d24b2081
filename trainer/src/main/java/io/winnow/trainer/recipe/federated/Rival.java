package io.winnow.trainer.recipe.federated;

/** What the trained network is compared with. */
public enum Rival {
    /** FedAvg on the labels that clients have. */
    FEDAVG,
    /** FedProx on the same labels. */
    FEDPROX,
    /** Each client alone on its labels, the lower end. */
    ALONE,
    /** All labels that clients have in one place, the upper end of what averaging can reach. */
    POOLED,
    /** FedAvg on all labels, also those that are withheld. */
    ALL_LABELS
}
