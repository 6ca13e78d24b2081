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
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Rows of four classes at the corners of a square, of which only is said which class they do not have, or which ones they may have. */
class WeakRunTest extends OnCommandLine {
    private static final List<String> NAMES = List.of("north", "east", "south", "west");
    private static final int CLASSES = 4;

    private static Path config;
    private static Path test;

    @BeforeAll
    static void write() throws IOException {
        Path train = Files.writeString(folder.resolve("train.csv"), rows(400, 1, 120));
        test = Files.writeString(folder.resolve("test.csv"), rows(100, 2, 100));
        config = Files.writeString(folder.resolve("weak.yaml"), """
                device: cpu
                recipe:
                  kind: weak
                  data:
                    kind: rows
                    train: %s
                    test: %s
                    kinds: {x: number, y: number}
                    labels: {answer: {kind: not, columns: [first, second], trusted: place}}
                  target: {kind: not, loss: {kind: forward}}
                  classify:
                    encoder: {kind: row_mlp}
                    training: {duration: {epochs: 30}, batch_size: 50, optimizer: {kind: adamw, learning_rate: 0.01}}
                  frozen: {enabled: false}
                """.formatted(train, test));
    }

    /**
     * Most answers exclude one of the two classes after the true one, and more of the others exclude the true class than the last one. The
     * class of the first examples is known.
     */
    private static String rows(int count, long seed, int known) {
        StringBuilder csv = new StringBuilder("x,y,first,second,place,truth\n");
        for (int i = 0; i < count; i++) {
            CounterRandom random = CounterRandom.of(seed, i);
            int k = i % CLASSES;
            double x = (k % 2 == 0 ? 0 : 2 - k) + random.nextDouble(-0.4, 0.4);
            double y = (k % 2 == 0 ? 1 - k : 0) + random.nextDouble(-0.4, 0.4);
            double draw = random.nextDouble();
            int step = draw < 0.55 ? 1 : draw < 0.9 ? 2 : draw < 0.98 ? 0 : 3;
            String first = NAMES.get((k + step) % CLASSES);
            csv.append(x).append(',').append(y).append(',').append(first).append(",,");
            csv.append(i < known ? NAMES.get(k) : "")
                    .append(',')
                    .append(NAMES.get(k))
                    .append('\n');
        }
        return csv.toString();
    }

    private static double accuracy(String name, String... changes) throws IOException {
        assertThat(run(name, changes)).as(err).isZero();
        JsonNode result = new ObjectMapper()
                .readTree(folder.resolve(name).resolve("result.json").toFile());
        return result.findValue("accuracy").asDouble();
    }

    private static int run(String name, String... changes) {
        List<String> arguments =
                new ArrayList<>(List.of("train", config.toString(), "--run-dir", folder.toString(), "--name", name));
        for (String change : changes) {
            arguments.addAll(List.of("--set", change));
        }
        return winnow(arguments.toArray(String[]::new));
    }

    /** The classes that are rarely excluded pass for the true ones, unless the transition matrix is known. */
    @Test
    void biasedAnswersNeedTheTransitionMatrix() throws IOException {
        assertThat(accuracy("forward")).isGreaterThan(0.9);
        assertThat(err).doesNotContain("Warning");
        assertThat(accuracy("uniform", "recipe.target.loss={kind: scl_nl}")).isLessThan(0.6);
        assertThat(err)
                .contains("Warning: recipe.target.loss.kind assumes that all other classes are excluded equally often,"
                        + " but the answers for the 120 trusted examples")
                .contains("Use the loss forward");
        assertThat(accuracy("ure", "recipe.target.loss={kind: ure}")).isGreaterThan(0.6);
        assertThat(accuracy("trusted", "recipe.target={kind: not, loss: {kind: scl_exp}, trusted_weight: 50}"))
                .isGreaterThan(0.6);
    }

    /** Who knows the true classes of the test examples does not ask what they are not. */
    @Test
    void testExamplesWithATrueClassNeedNoAnswers() throws IOException {
        Path plain = Files.writeString(
                folder.resolve("plain.csv"), rows(100, 2, 100).replaceAll("(?m)^([^,]+,[^,]+),[^,]*,[^,]*,", "$1,"));
        assertThat(plain).content().startsWith("x,y,place,truth");
        String[] shorter = {"recipe.data.test=" + plain, "recipe.classify.training.duration={epochs: 5}"};
        double reached = accuracy("plain", shorter);
        assertThat(winnow("evaluate", folder.resolve("plain").toString(), "--data", plain.toString(), "--json"))
                .as(err)
                .isZero();
        assertThat(new ObjectMapper().readTree(out).get("accuracy").asDouble()).isEqualTo(reached);
        assertThat(winnow("evaluate", folder.resolve("plain").toString(), "--data", test.toString(), "--json"))
                .as(err)
                .isZero();
        assertThat(new ObjectMapper().readTree(out).get("accuracy").asDouble()).isEqualTo(reached);

        Path untrusted = Files.writeString(
                folder.resolve("untrusted.csv"), rows(400, 1, 0).replaceAll("(?m)^(([^,]+,){3}[^,]*),[^,]*,", "$1,"));
        assertThat(run(
                        "untrusted",
                        "recipe.data.train=" + untrusted,
                        "recipe.data.test=" + plain,
                        "recipe.classify.training.duration={steps: 1}"))
                .as(err)
                .isZero();
        assertThat(err).contains("because none is given and there are no trusted labels");

        Files.writeString(plain, Files.readString(test).replace("x,y,first,", "x,y,frist,"));
        assertThat(run("misnamed", shorter)).isEqualTo(2);
        assertThat(err).contains("plain.csv has no column 'first', but other columns of the label");
    }

    /** The estimates of complementary probability estimates are decoded within the network, also in an exported one. */
    @Test
    void exportsCarryTheDecoding() throws IOException {
        assertThat(accuracy("cpe", "recipe.target.loss={kind: cpe, model: direct}"))
                .isGreaterThan(0.9);
        Path bundle = folder.resolve("bundle");
        assertThat(winnow(
                        "export",
                        folder.resolve("cpe").toString(),
                        "--output",
                        bundle.toString(),
                        "--format",
                        "onnx,torchscript"))
                .as(err)
                .isZero();
        List<Double> expected = predictions(folder.resolve("cpe"));
        assertThat(expected).hasSize(100 * CLASSES);
        for (Path model : List.of(bundle, bundle.resolve("torchscript/model.pt"))) {
            List<Double> found = predictions(model);
            for (int i = 0; i < expected.size(); i++) {
                assertThat(found.get(i)).isCloseTo(expected.get(i), within(1e-4));
            }
        }
    }

    private static List<Double> predictions(Path model) throws IOException {
        assertThat(winnow("predict", model.toString(), test.toString())).as(err).isZero();
        List<Double> all = new ArrayList<>();
        for (String line : out.lines().toList()) {
            double[] own = new double[CLASSES];
            for (JsonNode each : new ObjectMapper().readTree(line).get("predictions")) {
                own[NAMES.indexOf(each.get("label").asText())] =
                        each.get("probability").asDouble();
            }
            for (double each : own) {
                all.add(each);
            }
        }
        return all;
    }

    @Test
    void candidatesAreSimulatedAndTold() throws IOException {
        String data = "recipe.data={use: truth, labels: {truth: {kind: class, simulate: {candidates: {flip: 0.4}}}}}";
        for (String loss : List.of("likelihood", "progressive")) {
            assertThat(accuracy(loss, data, "recipe.target={kind: candidates, loss: {kind: " + loss + "}}"))
                    .isGreaterThan(0.9);
        }
        assertThat(run("wrong", data)).isEqualTo(2);
        assertThat(err)
                .contains("recipe.target")
                .contains("learns from labels of the kind not")
                .contains("found partial, which are candidates for the class");
    }

    /** All classes say nothing, and one says what an ordinary label does. */
    @Test
    void candidatesThatLeaveNothingToLearnAreSaid() throws IOException {
        assertThat(candidates("a|b|c", "a|b|c", "a|b|c"))
                .contains("recipe.target: needs rows of which some class is no candidate, but all 3 training rows");
        assertThat(candidates("a|b|c", "a|b", "c"))
                .contains(
                        "Warning: recipe.target learns nothing from 1 of 3 training rows, which have all 3 classes as");
        assertThat(candidates("a", "b|", "c"))
                .contains("Warning: recipe.target has one candidate for each of the training rows");
        assertThat(candidates("a|b", "c", "b")).doesNotContain("Warning");
    }

    /** Returns what is said of rows with these candidates before anything is trained. */
    private static String candidates(String... cells) throws IOException {
        StringBuilder csv = new StringBuilder("x,y,candidates\n");
        for (String each : cells) {
            csv.append(csv.length()).append(",1,").append(each).append('\n');
        }
        Path file = Files.writeString(folder.resolve("candidates.csv"), csv);
        Path own = Files.writeString(
                folder.resolve("candidates.yaml"),
                Files.readString(config)
                        .replaceAll("(train|test): .*", "$1: " + file)
                        .replaceAll(
                                "labels: .*", "labels: {class: {kind: partial, column: candidates, separator: '|'}}")
                        .replaceAll("target: .*", "target: {kind: candidates}"));
        winnow("train", own.toString(), "--run-dir", folder.toString(), "--name", "candidates", "--dry-run");
        return err;
    }

    /** Without true classes, a test part is judged by its answers. */
    @Test
    void answersJudgePredictions() throws IOException {
        assertThat(run("unjudged", "recipe.data.labels.answer.trusted=null", "recipe.target.loss.kind=scl_nl"))
                .as(err)
                .isZero();
        assertThat(out).contains("scel", "estimated_accuracy", "contradicted");
    }

    /** With two equal rows, the transition matrix has no inverse. Forward correction does not need one. */
    @Test
    void theUnbiasedRiskNeedsAnInverseAndLargeBatches() throws IOException {
        Path matrix = Files.writeString(
                folder.resolve("matrix.csv"),
                "class,north,east,south,west\nnorth,0,0.5,0.5,0\neast,0,0.5,0.5,0\nsouth,0.3,0.3,0,0.4\nwest,0.3,0.3,0.4,0\n");
        String given = "recipe.data.labels.answer.transition=" + matrix;
        String steps = "recipe.classify.training.duration={steps: 1}";
        assertThat(run("singular", given, steps, "recipe.target.loss={kind: ure}"))
                .isEqualTo(2);
        assertThat(err).contains("recipe.target.loss.kind: must be another one, such as forward");
        assertThat(run("forward-singular", given, steps)).as(err).isZero();
        assertThat(run("small", steps, "recipe.target.loss={kind: scarce}", "recipe.classify.training.batch_size=39"))
                .as(err)
                .isZero();
        assertThat(err)
                .contains("Warning: recipe.classify.training.batch_size is 39")
                .contains("Use batches of at least 40");
        assertThat(run("large", steps, "recipe.target.loss={kind: op}")).as(err).isZero();
        assertThat(err).doesNotContain("Use batches");
    }

    @Test
    void mistakesAreNamed() {
        assertThat(run("mixed", "recipe.classify.mixup=0.2")).isEqualTo(2);
        assertThat(err).contains("must be 0, since the losses of excluded classes have no meaning for mixtures");
        assertThat(run("lossy", "recipe.classify.loss={kind: cross_entropy}")).isEqualTo(2);
        assertThat(err).contains("must be left out: weak labels have losses of their own");
        assertThat(run("plain", "recipe.kind=supervised", "recipe.target=null")).isEqualTo(2);
        assertThat(err).contains("Methods that learn from such labels: weak");
    }
}
