package io.winnow.trainer.recipe.federated;

import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.modality.ViewsConfig;
import java.util.Optional;

/** Options of the rounds. */
@Doc("Options of the rounds. In a round, some clients train from the weights of the server, and the "
        + "average of their weights becomes those of the server. A round is an epoch of classify.training.")
public record FederateOptions(
        @Default("{kind: fedlabel}") Strategy strategy,

        @Doc("Number of clients that take part in a round, drawn among those that have labels. By default all.")
        Optional<Integer> clientsPerRound,

        @Doc("Number of steps of a client in a round, at least 1.") @Default("20")
        int steps,

        @Doc(
                "Strong changes of unlabelled examples. By default: of images, the RandAugment of UDA; of texts, the replacement of words that"
                        + " say little; of rows, none.")
        Optional<ViewsConfig> strong) {
    public FederateOptions {
        new Checks()
                .atLeast("clients_per_round", clientsPerRound.orElse(1), 1)
                .positive("steps", steps)
                .done();
    }
}
