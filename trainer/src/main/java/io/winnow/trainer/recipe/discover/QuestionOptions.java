package io.winnow.trainer.recipe.discover;

import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;

/** Which examples to ask people about. */
@Doc("Which examples to ask people about: those that are predicted as new, equally many of each new class.")
public record QuestionOptions(
        @Doc("Number of questions; 0 for none.") @Default("0")
        int count,

        @Doc(
                "Which examples of a new class come first: certain ones, which show what the class is, or uncertain ones, at its border. Ask"
                        + " about certain ones in the first round.")
        @Default("certain")
        First first) {
    public QuestionOptions {
        new Checks()
                .atLeast("count", count, 0)
                .that(
                        count > 0 || first == First.CERTAIN,
                        "first",
                        "must be left out without count: no questions are asked")
                .done();
    }

    /** Which examples come first. */
    public enum First {
        /** Those with the largest margin between the two most probable classes. */
        CERTAIN,
        /** Those with the smallest margin. */
        UNCERTAIN
    }
}
