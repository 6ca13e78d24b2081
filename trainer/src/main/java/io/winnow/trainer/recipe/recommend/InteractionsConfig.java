package io.winnow.trainer.recipe.recommend;

import io.winnow.datasets.DataException;
import io.winnow.datasets.interaction.InteractionFile;
import io.winnow.datasets.interaction.InteractionSplit;
import io.winnow.datasets.interaction.Interactions;
import io.winnow.datasets.source.Condition;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.modality.EncodingKey;
import io.winnow.trainer.run.InputPaths;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The pairs of users and items to train and evaluate on. */
@Doc("The file of users and the items that they chose.")
public record InteractionsConfig(
        @Doc(
                "File with a pair of a user and an item per record: CSV or TSV with a header, JSON lines or Parquet. A relative path"
                        + " is also looked for in the folder of data sets.")
        Path file,

        @Doc("Character set of the file, such as windows-1252. By default UTF-8, or the one of a byte order mark.")
        Optional<String> encoding,

        @Doc("Column of the user: any text.") @Default("user")
        String user,

        @Doc("Column of the item: any text.") @Default("item")
        String item,

        @Doc("Column of the name that people know the item by, such as its title. Pages and predictions show it. By"
                + " default none.")
        Optional<String> itemName,

        @Doc("The records that are used, such as `rating >= 4`. By default all.")
        Optional<String> keep,

        @Doc("Users with fewer items are left out.") @Default("1")
        int perUser,

        @Doc("Items with fewer users are left out. With per_user, this is repeated until no more are found.")
        @Default("1")
        int perItem,

        @Default("{kind: random}") Split split) {
    public InteractionsConfig {
        Checks checks = EncodingKey.check(new Checks(), encoding)
                .atLeast("per_user", perUser, 1)
                .atLeast("per_item", perItem, 1);
        try {
            keep.ifPresent(InteractionsConfig::parsed);
        } catch (UserException e) {
            checks.that(false, "keep", e.getMessage());
        }
        checks.done();
    }

    /** How the items of each user are divided. */
    @Doc("How the items of each user are divided into training, validation and test items.")
    public sealed interface Split {
        InteractionSplit split();

        /** A column says it. */
        @Kind("column")
        @Doc("A column has the part of each record: train, validation (also val, valid or dev) or test.")
        record Column(
                @Doc("Name of the column.") @Default("split")
                String column) implements Split {
            @Override
            public InteractionSplit split() {
                return new InteractionSplit.Given(column);
            }
        }

        /** At random. */
        @Kind("random")
        @Doc("Some items of each user, drawn at random.")
        record Random(
                @Doc("Share of the validation items, in [0, 0.5]. It is rounded for each user, to one item at least.")
                @Default("0.1")
                double validation,

                @Doc("Share of the test items, in [0, 0.5]. It is rounded for each user, to one item at least.")
                @Default("0.1")
                double test,

                @Doc("Seed of the division, which does not depend on the order of the file.") @Default("0")
                long seed)
                implements Split {
            public Random {
                new Checks()
                        .between("validation", validation, 0, 0.5)
                        .between("test", test, 0, 0.5)
                        .that(validation + test < 1, "validation", "must leave training items: validation + test < 1")
                        .done();
            }

            @Override
            public InteractionSplit split() {
                return new InteractionSplit.Random(validation, test, seed);
            }
        }

        /** By time. */
        @Kind("last")
        @Doc("The last items of each user are for the test, and those before them for the validation.")
        record Last(
                @Doc("Column of the time: numbers, or dates of ISO 8601.") @Default("timestamp")
                String time,

                @Doc("Number of validation items of each user.") @Default("1")
                int validation,

                @Doc("Number of test items of each user.") @Default("1")
                int test)
                implements Split {
            public Last {
                new Checks()
                        .atLeast("validation", validation, 0)
                        .atLeast("test", test, 0)
                        .done();
            }

            @Override
            public InteractionSplit split() {
                return new InteractionSplit.Last(time, validation, test);
            }
        }
    }

    private static Condition parsed(String text) {
        try {
            return Condition.parse(text);
        } catch (DataException e) {
            throw new UserException(e.getMessage(), e);
        }
    }

    /**
     * Reads the file.
     *
     * @param path where the file is
     * @throws UserException if it contains mistakes; the message names the file and the line
     */
    Interactions read(Path path) throws IOException {
        InputPaths.require(path);
        try {
            return new InteractionFile(
                            user, item, itemName, keep.map(InteractionsConfig::parsed), perUser, perItem, split.split())
                    .read(path, EncodingKey.charset(encoding));
        } catch (DataException e) {
            throw new UserException(e.getMessage(), e);
        }
    }
}
