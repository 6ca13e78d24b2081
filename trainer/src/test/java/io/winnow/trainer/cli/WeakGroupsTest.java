package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.datasets.random.CounterRandom;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Seeds of wheat and weeds, of which only the number of weeds of each plot is known; and plants of several fields without labels. */
class WeakGroupsTest {
    @TempDir
    Path folder;

    /** Two overlapping Gaussians; the best classifier is right for 92 percent. */
    private static String seed(String key, String plot, boolean weed, boolean labelled, CounterRandom random) {
        double noise = random.nextDouble() + random.nextDouble() + random.nextDouble() - 1.5;
        double other = random.nextDouble() + random.nextDouble() + random.nextDouble() - 1.5;
        return "%s,%s,%s,%s,%s\n"
                .formatted(
                        key,
                        plot,
                        noise + (weed ? 1 : 0),
                        other - (weed ? 1 : 0),
                        labelled ? weed ? "weed" : "wheat" : "");
    }

    private Map<String, Integer> plots() throws IOException {
        CounterRandom random = CounterRandom.of(4);
        Map<String, Integer> weeds = new HashMap<>();
        StringBuilder train = new StringBuilder("id,plot,length,width,kind\n");
        StringBuilder counts = new StringBuilder("plot,size,weed\n");
        for (int plot = 0; plot < 40; plot++) {
            int size = 6 + plot % 5;
            int positive = plot % (size + 1);
            for (int i = 0; i < size; i++) {
                train.append(seed("s" + plot + "-" + i, "p" + plot, i < positive, false, random));
            }
            weeds.put("p" + plot, positive);
            counts.append("p%d,%d,%d\n".formatted(plot, size, positive));
        }
        StringBuilder test = new StringBuilder("id,plot,length,width,kind\n");
        for (int i = 0; i < 200; i++) {
            test.append(seed("t" + i, "", i % 2 == 0, true, random));
        }
        // Training examples need no class, and test examples no plot: their files lack the column.
        Files.writeString(
                folder.resolve("train.csv"),
                train.toString().replace(",kind\n", "\n").replace(",\n", "\n"));
        Files.writeString(
                folder.resolve("test.csv"),
                test.toString().replace("id,plot,", "id,").replace(",,", ","));
        Files.writeString(folder.resolve("plots.csv"), counts);
        return weeds;
    }

    private Path bags(String more) throws IOException {
        return Files.writeString(folder.resolve("bags.yaml"), """
                recipe:
                  kind: weak
                  data:
                    kind: rows
                    train: %1$s/train.csv
                    test: %1$s/test.csv
                    key: id
                    use: plot
                    labels:
                      plot: {kind: bag, shares: %1$s/plots.csv, rest: wheat, truth: kind}
                      kind: {kind: class}
                  target: {kind: bag, propagate: {bag_weight: 50, edge_weight: 0.3, space: inputs}%2$s}
                  classify:
                    encoder: {kind: row_mlp, hidden: [16], norm: none, dropout: 0}
                    training: {duration: {epochs: 15}, batch_size: 32, optimizer: {kind: adamw, learning_rate: 0.01}}
                  frozen: {enabled: false}
                """.formatted(folder, more));
    }

    @Test
    void classifiersLearnFromCountsAndBeliefsAgreeWithThem() throws IOException {
        Map<String, Integer> weeds = plots();
        train(bags(", baselines: [{kind: mean_share}]"), "run");
        JsonNode result = result("run");
        assertThat(result.get("metrics").get("accuracy").asDouble()).isGreaterThan(0.85);
        assertThat(result.get("baselines").get("proportion").get("auc").asDouble())
                .isGreaterThan(0.9);
        assertThat(result.get("baselines").has("mean_share")).isTrue();
        Map<String, Double> sums = new HashMap<>();
        List<String> members =
                new ArrayList<>(Files.readAllLines(folder.resolve("run/stages/3-propagate-1/members.csv")));
        assertThat(members.remove(0)).isEqualTo("key,bag,wheat,weed");
        for (String each : members) {
            String[] cells = each.split(",", -1);
            sums.merge(cells[1], Double.parseDouble(cells[3]), Double::sum);
        }
        weeds.forEach((plot, count) -> assertThat(sums.get(plot)).isCloseTo(count, within(0.05)));
        List<String> bags = new ArrayList<>(Files.readAllLines(folder.resolve("run/stages/3-propagate-1/bags.csv")));
        assertThat(bags.remove(0)).isEqualTo("bag,size,wheat,believed wheat,weed,believed weed");
        assertThat(bags).hasSize(weeds.size());
        for (String each : bags) {
            String[] cells = each.split(",", -1);
            assertThat(Double.parseDouble(cells[4])).isCloseTo(weeds.get(cells[0]), within(1e-5));
            assertThat(Double.parseDouble(cells[5])).isCloseTo(sums.get(cells[0]), within(1e-4));
        }
        CommandRun judged = CommandRun.of(
                "evaluate",
                folder.resolve("run").toString(),
                "--data",
                folder.resolve("test.csv").toString(),
                "--json");
        assertThat(judged.code()).as(judged.err()).isZero();
        assertThat(new ObjectMapper().readTree(judged.out()).get("auc"))
                .isEqualTo(result.get("metrics").get("auc"));
        CommandRun predicted = CommandRun.of(
                "predict",
                folder.resolve("run").toString(),
                folder.resolve("test.csv").toString());
        assertThat(predicted.out().lines()).hasSize(200).first().asString().contains("\"label\":\"weed\"");
    }

    @Test
    void contradictionsBetweenCountsAndExamplesAreSaid() throws IOException {
        plots();
        Path counts = folder.resolve("plots.csv");
        String all = Files.readString(counts);
        Files.writeString(counts, all.replace("p3,9,3", "p3,9,12"));
        refuse(bags(""), "plots.csv, line 5: gives 12 to a class of the bag 'p3', of which there are 9 members.");
        Files.writeString(counts, all.replace("p3,9,3", "p3,8,3"));
        refuse(bags(""), "says that the bag 'p3' has 8 members, but the data have 9.");
        Files.writeString(counts, all.replace("p3,9,3\n", ""));
        refuse(bags(""), "lacks the bag p3 of the data. Add a record for each bag.");
        Files.writeString(counts, all.replace("p3,9,3", "P3 ,9,3"));
        refuse(
                bags(""),
                "lacks the bag p3 of the data. It has 'P3', though. Write the names as in the data, such as 'p3'.");
        Files.writeString(counts, all + "p99,3,1\n");
        refuse(bags(""), "has the bag p99, of which the data have no member");
        Files.writeString(counts, all.replaceAll("(p\\d+),(\\d+),\\d+", "$1,$2,$2"));
        refuse(bags(""), "all 40 bags have the same, from which nothing can be learned");
    }

    private Path domains(int classes) throws IOException {
        CounterRandom random = CounterRandom.of(8);
        double[][] mixtures = {{0.9, 0.05, 0.05}, {0.05, 0.9, 0.05}, {0.05, 0.05, 0.9}, {0.4, 0.4, 0.2}};
        StringBuilder plants = new StringBuilder("field,height,leaves,species,part\n");
        for (int i = 0; i < 1600; i++) {
            int field = i % 4;
            double draw = random.nextDouble();
            int species = draw < mixtures[field][0] ? 0 : draw < mixtures[field][0] + mixtures[field][1] ? 1 : 2;
            plants.append("f%d,%s,%s,k%d,%s\n"
                    .formatted(
                            field,
                            (species == 0 ? 3 : 0) + random.nextDouble() + random.nextDouble(),
                            (species == 1 ? 3 : 0) + random.nextDouble() + random.nextDouble(),
                            species,
                            i % 16 < 4 ? "test" : i % 16 < 7 ? "validation" : "train"));
        }
        Files.writeString(folder.resolve("plants.csv"), plants);
        return Files.writeString(folder.resolve("domains.yaml"), """
                recipe:
                  kind: weak
                  data:
                    kind: rows
                    file: %s/plants.csv
                    columns: [height, leaves]
                    use: field
                    labels:
                      field: {kind: domain, classes: %d, truth: species}
                      species: {kind: class}
                    split: {column: part}
                  target: {kind: domain, clusters: 6}
                  classify:
                    encoder: {kind: row_mlp, hidden: [16], norm: none, dropout: 0}
                    training: {duration: {epochs: 15}, batch_size: 32, optimizer: {kind: adamw, learning_rate: 0.01}}
                """.formatted(folder, classes));
    }

    @Test
    void classesAreFoundByTheMixturesOfDomains() throws IOException {
        train(domains(3), "run");
        JsonNode result = result("run");
        assertThat(result.get("metrics").get("accuracy").asDouble()).isGreaterThan(0.95);
        JsonNode direct = result.get("baselines").get("domain_probabilities");
        assertThat(direct.get("accuracy").asDouble()).isGreaterThan(0.95);
        assertThat(direct.get("mixture_error").asDouble()).isLessThan(0.25);
        assertThat(result.get("baselines").get("majority").get("accuracy").asDouble())
                .isLessThan(0.85);
        Map<String, Double> sums = new HashMap<>();
        for (String line : Files.readAllLines(folder.resolve("run/stages/2-discover/mixtures.csv"))) {
            String[] cells = line.split(",", -1);
            if (!cells[0].equals("domain")) {
                sums.merge(cells[0], Double.parseDouble(cells[2]), Double::sum);
            }
        }
        assertThat(sums.values()).hasSize(4).allSatisfy(sum -> assertThat(sum).isCloseTo(1, within(1e-9)));
        assertThat(Files.readAllLines(folder.resolve("run/stages/2-discover/classes.csv")))
                .hasSize(901);
    }

    /** The true mixtures have three classes, as the truth has, whatever is looked for. */
    @Test
    void otherNumbersOfClassesThanTheTrueOneAreJudged() throws IOException {
        train(domains(2), "two");
        JsonNode result = result("two");
        assertThat(result.at("/metrics/accuracy").asDouble()).isBetween(0.4, 0.8);
        assertThat(result.at("/baselines/true_mixtures/accuracy").asDouble()).isGreaterThan(0.9);
    }

    @Test
    void fewerDomainsThanClassesAreRefused() throws IOException {
        refuse(domains(5), "needs at least as many domains as classes; found 4 domains and 5 classes");
    }

    @Test
    void domainsWithoutTrainingExamplesAreNamed() throws IOException {
        Path config = domains(3);
        Path plants = folder.resolve("plants.csv");
        String all = Files.readString(plants);
        Files.writeString(plants, all.replaceAll("(?m)^f0(.*),test$", "F0$1,test"));
        refuse(
                config,
                "there are none of [F0]. The data have domains whose names differ only in upper and lower case or in blanks:"
                        + " F0, f0. They count as different domains: write them in the same way in all files");
        Files.writeString(plants, all.replaceAll("(?m)^f0(.*),test$", "f9$1,test"));
        refuse(config, "there are none of [f9]. Add some, or leave the other examples of these domains out");
    }

    /** Classes follow from the probabilities of the domains together with the numbers of their examples, so neither may be weighted alone. */
    @Test
    void domainsAreNotWeighted() throws IOException {
        Path config = domains(3);
        for (String change : List.of(
                "recipe.classify.sampling={kind: balanced}",
                "recipe.classify.class_weights={kind: inverse_frequency}",
                "recipe.data.weight={column: leaves}")) {
            CommandRun run = CommandRun.of("train", config.toString(), "--dry-run", "--set", change);
            assertThat(run.code()).as(change).isEqualTo(2);
            assertThat(run.err()).contains("the probabilities of the domains would not be those of the data");
        }
        CommandRun even = CommandRun.of(
                "train",
                config.toString(),
                "--dry-run",
                "--set",
                "recipe.classify.sampling={kind: natural}",
                "--set",
                "recipe.classify.class_weights={kind: none}");
        assertThat(even.code()).as(even.err()).isZero();
    }

    private void train(Path config, String name) {
        CommandRun run = CommandRun.of("train", config.toString(), "--run-dir", folder.toString(), "--name", name);
        assertThat(run.code()).as(run.err()).isZero();
    }

    private JsonNode result(String name) throws IOException {
        return new ObjectMapper()
                .readTree(folder.resolve(name).resolve("result.json").toFile());
    }

    private static void refuse(Path config, String message) {
        CommandRun run = CommandRun.of("train", config.toString(), "--dry-run");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains(message);
    }
}
