package io.winnow.trainer.recipe.federated;

import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import java.nio.file.Path;

/** Who has which examples. */
@Doc("Who has which training examples: clients from a file, or clients that are drawn for an experiment.")
public sealed interface ClientsConfig {
    /** A file names the client of each example. */
    @Kind("file")
    @Doc(
            "A file names the client of each example. It may name those of test examples, too, by which each client is then judged.")
    record OfFile(
            @Doc(
                    "The file: CSV or TSV with a header, JSON lines, a JSON array or Parquet, with a record for each example. It may be the file of the"
                            + " data.")
            Path file,

            @Doc("Column of the keys of the examples.") @Default("key")
            String key,

            @Doc("Column of the clients.") @Default("client")
            String client)
            implements ClientsConfig {}

    /** Clients that differ in their mixtures of classes. */
    @Kind("dirichlet")
    @Doc(
            "Drawn clients that differ in size and in their mixtures of classes, which are drawn from a Dirichlet distribution.")
    record Mixed(
            @Doc("Number of clients.") int count,

            @Doc(
                    "Parameter alpha of the distribution, above 0: at 0.1, a client has few classes; at 100, all clients are alike.")
            @Default("0.1")
            double alpha,

            @Doc("Seed of the division, which does not depend on the seed of the experiment.") @Default("0")
            long seed)
            implements ClientsConfig {
        public Mixed {
            new Checks()
                    .positive("count", count)
                    .positive("alpha", alpha)
                    .that(seed >= 0, "seed", "must not be negative, found " + seed)
                    .done();
        }
    }

    /** Clients that are alike. */
    @Kind("iid")
    @Doc("Drawn clients of equal size, whose examples are drawn at random, so that all have about the same "
            + "mixture of classes.")
    record Alike(
            @Doc("Number of clients.") int count,

            @Doc("Seed of the division, which does not depend on the seed of the experiment.") @Default("0")
            long seed)
            implements ClientsConfig {
        public Alike {
            new Checks()
                    .positive("count", count)
                    .that(seed >= 0, "seed", "must not be negative, found " + seed)
                    .done();
        }
    }

    /** Clients with few classes each. */
    @Kind("shards")
    @Doc(
            "Drawn clients of equal size: examples are sorted by class and cut into shards, of which each client gets some.")
    record OfShards(
            @Doc("Number of clients.") int count,

            @Doc("Number of shards of a client, which has about as many classes.") @Default("2")
            int classes,

            @Doc("Seed of the division, which does not depend on the seed of the experiment.") @Default("0")
            long seed)
            implements ClientsConfig {
        public OfShards {
            new Checks()
                    .positive("count", count)
                    .positive("classes", classes)
                    .that(seed >= 0, "seed", "must not be negative, found " + seed)
                    .done();
        }
    }
}
