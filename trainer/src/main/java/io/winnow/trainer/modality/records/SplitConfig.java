package io.winnow.trainer.modality.records;

import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import java.util.Optional;

/** How examples are divided into training, validation and test examples. */
@Doc("How examples are divided into training, validation and test examples, if not each part has a file of its own.")
public record SplitConfig(
        @Doc(
                "Column that has the part of each example: train, validation (also val, valid or dev) or test. Others are not used.")
        Optional<String> column,

        @Doc(
                "Shares of the parts that no file, column or fold gives, which are divided by their sum with that of the training examples. Each class keeps its share as far as"
                        + " possible, and groups and equal contents stay together. Classifiers are judged on the"
                        + " validation examples after each epoch, and thresholds of classes are chosen on them; nothing else needs any.")
        @Default("{}")
        Shares shares,

        @Doc("Number of folds of a cross-validation, at least 2: the test examples are one of them.")
        Optional<Integer> folds,

        @Doc("Column that has the number or name of the fold of each example.")
        Optional<String> foldColumn,

        @Doc("Fold that has the test examples: a number from 0 for folds, a value for fold_column.")
        Optional<String> fold,

        @Doc(
                "Whether the fold has the training examples instead, and all others are tested on, as in protocols with few"
                        + " labels.")
        @Default("false")
        boolean trainOnFold,

        @Doc("Label whose classes keep their shares. By default, the label that is used.")
        Optional<String> stratify,

        @Doc("Seed of the division, which depends on the keys of the examples and not on their order.") @Default("0")
        long seed,

        @Doc("Whether a given division may have examples of one group in several parts. Otherwise that is an error.")
        @Default("false")
        boolean allowLeaks) {
    public SplitConfig {
        int ways = (column.isPresent() ? 1 : 0) + (folds.isPresent() ? 1 : 0) + (foldColumn.isPresent() ? 1 : 0);
        new Checks()
                .that(ways <= 1, "column", "must be given without folds and fold_column, and these one at a time")
                .that(
                        fold.isPresent() == (folds.isPresent() || foldColumn.isPresent()),
                        "fold",
                        "must be given together with folds or fold_column, and only then")
                .that(
                        !trainOnFold || fold.isPresent(),
                        "train_on_fold",
                        "must be left out without folds or fold_column, which give the fold")
                .atLeast("folds", folds.orElse(2), 2)
                .that(
                        folds.isEmpty() || fold.isEmpty() || isFold(fold.get(), folds.get()),
                        "fold",
                        "must be a number from 0 to " + (folds.orElse(2) - 1) + ", found " + fold.orElse(""))
                .that(seed >= 0, "seed", "must not be negative, found " + seed)
                .done();
    }

    /** Returns the division of a file whose records are all of one part, so that no column needs to tell them apart. */
    SplitConfig ofOnePart() {
        return new SplitConfig(
                Optional.empty(),
                shares,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                stratify,
                seed,
                allowLeaks);
    }

    private static boolean isFold(String fold, int folds) {
        return fold.matches("\\d{1,9}") && Integer.parseInt(fold) < folds;
    }

    /** Shares of the parts. */
    @Doc("Shares of the parts.")
    public record Shares(
            @Doc("Share of the training examples, above 0.") @Default("0.8")
            double train,

            @Doc("Share of the validation examples, at least 0.") @Default("0")
            double validation,

            @Doc("Share of the test examples, at least 0.") @Default("0.2")
            double test) {
        public Shares {
            new Checks()
                    .positive("train", train)
                    .notNegative("validation", validation)
                    .notNegative("test", test)
                    .done();
        }
    }
}
