package io.winnow.trainer.cli;

import io.winnow.trainer.run.UserException;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;

/** Rules on which options of a command go together, so that none is ignored without a word. */
final class OptionRules {
    private final CommandSpec spec;

    /** @param spec the command whose command line has been parsed */
    OptionRules(CommandSpec spec) {
        this.spec = spec;
    }

    /**
     * Requires that an option is only given together with another one.
     *
     * @param others options of which one is enough
     * @throws UserException when the option is given without any of them
     */
    OptionRules needs(String option, String... others) {
        if (given(option) && Stream.of(others).noneMatch(this::given)) {
            String either = String.join(" or ", others);
            throw new UserException(option + " was given, but it only has an effect together with " + either + ". Add "
                    + either + ", or leave out " + option + ".");
        }
        return this;
    }

    /**
     * Requires that an option is not given together with others.
     *
     * @throws UserException when it is
     */
    OptionRules excludes(String option, String... others) {
        for (String other : others) {
            if (given(option) && given(other)) {
                throw new UserException(option + " and " + other + " cannot be combined. Leave out one of the two.");
            }
        }
        return this;
    }

    /**
     * Requires that none of some options is given.
     *
     * @param why why they have no effect, as a sentence
     * @throws UserException when one is
     */
    OptionRules refuses(String why, String... options) {
        for (String option : options) {
            if (given(option)) {
                throw new UserException(option + " has no effect here. " + why + " Leave out " + option + ".");
            }
        }
        return this;
    }

    private boolean given(String option) {
        return spec.commandLine().getParseResult().hasMatchedOption(option);
    }
}
