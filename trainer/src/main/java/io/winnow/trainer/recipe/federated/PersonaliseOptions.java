package io.winnow.trainer.recipe.federated;

import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;

/** How clients adapt the trained network to themselves. */
@Doc("Trains the finished network further at each client on its own labels, with the optimizer and the learning rate of"
        + " classify.training, and judges the result: the row personalised.")
public record PersonaliseOptions(
        @Doc("Number of steps, at least 1.") @Default("60") int steps,

        @Doc(
                "Weight mu of the term (mu/2) ||w - w_server||^2, which holds a client near the common network, at least 0.")
        @Default(Strategy.FedProx.USUAL_MU)
        double mu) {
    public PersonaliseOptions {
        new Checks().positive("steps", steps).notNegative("mu", mu).done();
    }
}
