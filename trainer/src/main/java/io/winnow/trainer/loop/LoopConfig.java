package io.winnow.trainer.loop;

import io.winnow.datasets.EditDistance;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.labelling.WritingChoices;
import io.winnow.trainer.select.Strategies;
import io.winnow.trainer.select.Strategy;
import java.util.List;
import java.util.Optional;

/** The settings of a project, in its file {@code loop.yaml}. */
@Doc("Settings of a labelling project.")
public record LoopConfig(
        @Doc("Inputs with the items, as they were given to `winnow loop init`.")
        List<String> data,

        @Doc("Encoder whose vectors of the items are used.") String encoder,

        @Doc(
                "Whether answers may name classes that classes.txt does not have. `winnow loop import --add-classes` then adds them.")
        @Default("false")
        boolean open,

        @Doc("Whether an item may have several classes, or none. Otherwise each has exactly one.") @Default("false")
        boolean several,

        @Doc(
                "Whether people draw a box around each object of an image, with its class. The classes of the image are those of its boxes, so"
                        + " `several` must be true.")
        @Default("false")
        boolean boxes,

        @Doc("Strategy that chooses the items of a round.") @Default("mix")
        String strategy,

        @Doc(
                "Rare class that the loop looks for. It changes what mix does, and is needed by threshold, highest and lts.")
        Optional<String> positive,

        @Doc(
                "File with the boxes of objects in the images: JSON lines with image, box (left, top, width, height in pixels) and, if they are known,"
                        + " label and score. The strategy ofds needs it, and people who draw boxes correct them.")
        Optional<String> proposals,

        @Doc("Number of items in a round.") @Default("20") int batch,

        @Doc("Largest number of items to label in all, with the test items. Unlimited by default.")
        Optional<Integer> budget,

        @Doc(
                "Share of each round that is drawn at random, in [0, 1]; but at least 2 items. It gives unbiased estimates and guards against blind"
                        + " spots of the model.")
        @Default("0.1")
        double randomShare,

        @Doc("Share of each round for which the guess of the model is not shown, in [0, 1].") @Default("0.05")
        double blindShare,

        @Doc("Share of each round that goes to a second annotator, in [0, 1].") @Default("0")
        double overlap,

        @Doc("What answers cost, and how far they can be trusted.") @Default("{}")
        LabellerConfig labeller,

        @Doc("What Label Studio finds before the path of an image.") @Default(WritingChoices.LOCAL_FILES)
        String labelStudioUrl,

        @Doc("Whether CSV files begin with a byte order mark, which Excel needs.") @Default("false")
        boolean excel,

        @Doc("When `winnow loop status` advises to stop.") @Default("{}")
        Stop stop,

        @Doc("Seed of all random choices.") @Default("1") long seed) {
    public LoopConfig {
        data = List.copyOf(data);
        new Checks()
                .that(!data.isEmpty(), "data", "must name at least one input, found none")
                .that(
                        Strategies.find(strategy).isPresent(),
                        "strategy",
                        "must be one of " + String.join(", ", Strategies.keys()) + "; found '" + strategy + "'"
                                + EditDistance.nearest(strategy, Strategies.keys())
                                        .map(near -> ". Did you mean '" + near + "'?")
                                        .orElse(""))
                .that(
                        positive.isPresent()
                                || Strategies.find(strategy)
                                        .filter(Strategy::needsPositive)
                                        .isEmpty(),
                        "positive",
                        "must name the rare class, which strategy " + strategy + " looks for")
                .that(
                        proposals.isPresent()
                                || Strategies.find(strategy)
                                        .filter(Strategy::needsObjects)
                                        .isEmpty(),
                        "proposals",
                        "must name the file with the boxes of objects, which strategy " + strategy + " needs")
                .that(
                        !boxes || several,
                        "boxes",
                        "needs `several: true`, since an image may show objects of several classes")
                .positive("batch", batch)
                .that(budget.isEmpty() || budget.get() > 0, "budget", "must be positive, found " + budget.orElse(0))
                .between("random_share", randomShare, 0, 1)
                .between("blind_share", blindShare, 0, 1)
                .between("overlap", overlap, 0, 1)
                .done();
    }

    /** When to stop. */
    @Doc("When `winnow loop status` advises to stop.")
    public record Stop(
            @Doc(
                    "Accuracy on the test items that is wanted, in [0, 1]; micro-F1 if items may have several classes. It is reached when the lower end of the 95% interval is at least this.")
            Optional<Double> target,

            @Doc(
                    "Gain of accuracy (or micro-F1) per 100 answers below which more labels of this kind are not worth their cost.")
            @Default("0.01")
            double minGain,

            @Doc("Largest number of items of the rare class that may stay unfound.")
            Optional<Integer> missed) {
        public Stop {
            new Checks()
                    .that(
                            target.isEmpty() || (target.get() > 0 && target.get() <= 1),
                            "target",
                            "must be above 0 and at most 1, found " + target.orElse(0.0))
                    .notNegative("min_gain", minGain)
                    .done();
        }
    }
}
