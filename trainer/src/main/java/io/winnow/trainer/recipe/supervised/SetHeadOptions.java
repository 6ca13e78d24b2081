package io.winnow.trainer.recipe.supervised;

import io.winnow.datasets.Plural;
import io.winnow.datasets.label.ClassSets;
import io.winnow.datasets.label.Labels;
import io.winnow.models.head.SetHead;
import io.winnow.models.loss.SetMatching;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.modality.Inputs;
import io.winnow.trainer.target.Target;
import io.winnow.trainer.target.TargetLoss;
import java.util.Optional;
import java.util.stream.IntStream;

/** A head that writes sets of classes in parallel steps (otseq2set.md, section 6). */
@Kind("set")
@Doc(
        "Writes the classes of a text in several steps at once, each of which gives one class or none, instead of deciding for each class by"
                + " itself. It brings its own loss, in which the order of the classes does not matter.")
public record SetHeadOptions(
        @Doc(
                "Number of steps: the largest number of classes that a text gets. If training texts have more, the training says so.")
        @Default("6")
        int steps,

        @Doc("Number of layers in which the steps attend to one another and to the words.") @Default("2")
        int layers,

        @Doc("Number of attention heads, which must divide the length of the vectors of tokens.") @Default("6")
        int heads,

        @Doc("Dropout probability of the elements of the vectors of tokens, in [0, 1).") @Default("0.1")
        double dropout,

        @Doc(
                "Which steps are to write the classes of an example. all_steps: they are matched with any steps, such that the sum of their"
                        + " probabilities is largest; first_steps: the n classes of an example are matched with the first n steps;"
                        + " by_frequency: they are written in a fixed order, that of their number of training examples, the most frequent"
                        + " first, as models that write sequences do. It is there for comparison.")
        @Default("all_steps")
        SetMatching.Scheme scheme,

        @Doc("Weight in the loss of steps that are to write no class, above 0. Below 1, more classes are written.")
        @Default("0.2")
        double emptyWeight,

        @Doc(
                "Weight of the transport term, at least 0: the cost of moving the written classes to the right ones, which is small between"
                        + " classes of similar names. 0 leaves it out.")
        @Default("8")
        double transport)
        implements TokenHeadOptions {
    /** Number of steps up to which more steps are advised: the 99.5th percentile of the sizes of sets, but not more than this. */
    private static final int MOST_STEPS = 12;

    public SetHeadOptions {
        new Checks()
                .positive("steps", steps)
                .positive("layers", layers)
                .positive("heads", heads)
                .below("dropout", dropout, 0, 1)
                .positive("empty_weight", emptyWeight)
                .notNegative("transport", transport)
                .done();
    }

    @Override
    public SetHead head(int width, Inputs inputs) {
        int classes = inputs.requireTarget().names().size();
        return new SetHead(SetHead.decoder(width, heads), classes, steps, layers, dropout);
    }

    @Override
    public boolean bringsLoss() {
        return true;
    }

    @Override
    public Optional<TargetLoss> loss(Inputs inputs) {
        return Optional.of(new MatchingLoss(this, inputs));
    }

    @Override
    public Optional<String> refuses(Target target, Labels given) {
        if (!(given instanceof ClassSets sets)) {
            return Optional.of("needs examples of any number of classes");
        }
        boolean unknown = IntStream.range(0, sets.size())
                .anyMatch(i -> IntStream.of(sets.states(i)).anyMatch(state -> state == ClassSets.UNKNOWN));
        return unknown
                ? Optional.of("needs to be told of each class whether an example has it, and for some this is unknown")
                : Optional.empty();
    }

    @Override
    public Optional<String> refuses(int width) {
        return width % heads == 0
                ? Optional.empty()
                : Optional.of("needs a number of heads that divides the length of the vectors of tokens, " + width
                        + "; found heads: " + heads);
    }

    /** Texts with more classes than there are steps are learned with as many as there are steps. */
    @Override
    public Optional<String> doubt(Labels given) {
        if (!(given instanceof ClassSets sets)) {
            return Optional.empty();
        }
        int[] sizes = IntStream.range(0, sets.size())
                .map(i -> (int) IntStream.of(sets.states(i))
                        .filter(state -> state == ClassSets.POSITIVE)
                        .count())
                .sorted()
                .toArray();
        long cut = IntStream.of(sizes).filter(size -> size > steps).count();
        return cut == 0
                ? Optional.empty()
                : Optional.of("writes at most " + steps + " classes, but " + cut + " of "
                        + Plural.of(sizes.length, "training text has", "training texts have")
                        + " more, up to " + sizes[sizes.length - 1] + ", of which only as many as there are steps are"
                        + " learned. Set steps to "
                        + Math.max(steps + 1, Math.min(MOST_STEPS, sizes[(int) Math.ceil(0.995 * sizes.length) - 1]))
                        + " or more");
    }
}
