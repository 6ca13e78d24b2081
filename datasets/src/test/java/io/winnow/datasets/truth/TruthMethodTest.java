package io.winnow.datasets.truth;

import static io.winnow.datasets.truth.Reference.same;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every method against an independent reference (truth-inference.md). */
class TruthMethodTest {
    private static final Stopping LONG = new Stopping(1e-12, 200);

    static List<String> files() {
        return Reference.FILES;
    }

    private static double[] weights(TruthEstimate estimate) {
        return ((VoteWeights) estimate.model()).weights();
    }

    @ParameterizedTest
    @MethodSource("files")
    void weightedVotes(String file) throws IOException {
        Reference reference = Reference.read(file);
        AnswerTable answers = reference.answers();
        same(new MajorityVote().infer(answers).posterior(), reference.matrix("/majority"), 1e-12);
        TruthEstimate wawa = new WorkerAgreement().infer(answers);
        same(wawa.posterior(), reference.matrix("/wawa/posterior"), 1e-9);
        same(weights(wawa), reference.vector("/wawa/skill"), 1e-12);
        TruthEstimate skill = new ZeroBasedSkill().infer(answers);
        same(skill.posterior(), reference.matrix("/zero_based/posterior"), 1e-9);
        same(weights(skill), reference.vector("/zero_based/skill"), 1e-9);
        TruthEstimate iterative = new IterativeWeightedVote().infer(answers);
        same(weights(iterative), reference.vector("/iwmv/weights"), 1e-12);
        same(
                IntStream.range(0, answers.items())
                        .mapToDouble(iterative::label)
                        .toArray(),
                reference.vector("/iwmv/labels"),
                0);
    }

    @ParameterizedTest
    @MethodSource("files")
    void oneCoin(String file) throws IOException {
        Reference reference = Reference.read(file);
        for (boolean ofData : List.of(false, true)) {
            String part = ofData ? "/one_coin_data" : "/one_coin_uniform";
            TruthEstimate estimate = new OneCoin(ofData).estimate(reference.answers(), LONG);
            same(estimate.posterior(), reference.matrix(part + "/posterior"), 1e-7);
            same(((Accuracies) estimate.model()).right(), reference.vector(part + "/accuracy"), 1e-7);
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void dawidSkene(String file) throws IOException {
        Reference reference = Reference.read(file);
        TruthEstimate estimate = new DawidSkene().estimate(reference.answers(), new Stopping(0, 3));
        same(estimate.posterior(), reference.matrix("/dawid_skene_3_iterations/posterior"), 1e-9);
        assertThat(estimate.settled()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("files")
    void objectiveOfGlad(String file) throws IOException {
        Reference reference = Reference.read(file);
        double[] abilities = reference.vector("/glad/alpha");
        double[] eases = reference.vector("/glad/beta (logarithm)");
        double[] parameters = Arrays.copyOf(abilities, abilities.length + eases.length);
        System.arraycopy(eases, 0, parameters, abilities.length, eases.length);
        double[] gradient = new double[parameters.length];
        double value = new GladObjective(reference.answers(), reference.matrix("/glad/posterior"))
                .evaluate(parameters, gradient);
        assertThat(-value).isCloseTo(reference.at("/glad/value").asDouble(), within(1e-9));
        double[] ascent = Arrays.stream(gradient).map(each -> -each).toArray();
        same(Arrays.copyOf(ascent, abilities.length), reference.vector("/glad/gradient alpha"), 1e-9);
        same(
                Arrays.copyOfRange(ascent, abilities.length, ascent.length),
                reference.vector("/glad/gradient beta"),
                1e-9);
    }

    @ParameterizedTest
    @MethodSource("files")
    void mace(String file) throws IOException {
        Reference reference = Reference.read(file);
        AnswerTable answers = reference.answers();
        double[] know = reference.vector("/mace_step/know");
        Mace.Weights start = new Mace.Weights(
                know, Arrays.stream(know).map(own -> 1 - own).toArray(), reference.matrix("/mace_step/xi"));
        double[][] posterior = Posteriors.shares(answers);
        Posteriors.Step step = Mace.expect(answers, start, posterior);
        same(posterior, reference.matrix("/mace_step/posterior"), 1e-9);
        assertThat(step.logLikelihood())
                .isCloseTo(reference.at("/mace_step/log likelihood").asDouble(), within(1e-9));
        Mace.Counts counts = Mace.count(answers, start, posterior);
        same(counts.known(), reference.vector("/mace_step/knowing"), 1e-9);
        same(counts.guessed(), reference.matrix("/mace_step/strategy"), 1e-9);
        for (boolean variational : List.of(false, true)) {
            String part = variational ? "/mace_vb_5_iterations" : "/mace_em_5_iterations";
            Mace.Weights weights = start;
            Posteriors.expect(answers, posterior, (item, logs) -> Arrays.fill(logs, 0));
            double before = Double.NEGATIVE_INFINITY;
            for (int round = 0; round < 5; round++) {
                step = Mace.expect(answers, weights, posterior);
                if (!variational) {
                    assertThat(step.logLikelihood()).isGreaterThanOrEqualTo(before - 0.05);
                }
                before = step.logLikelihood();
                weights = new Mace(variational).maximise(Mace.count(answers, weights, posterior), answers.classes());
            }
            same(weights.know(), reference.vector(part + "/know"), 1e-7);
            same(weights.guess(), reference.vector(part + "/guess"), 1e-7);
            same(weights.habits(), reference.matrix(part + "/xi"), 1e-7);
            assertThat(Mace.expect(answers, weights, posterior).logLikelihood())
                    .isCloseTo(reference.at(part + "/log likelihood").asDouble(), within(1e-7));
            same(posterior, reference.matrix(part + "/posterior"), 1e-7);
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void weightedAverage(String file) throws IOException {
        Reference reference = Reference.read(file);
        double[][] expected = reference.matrix("/bwa");
        Arrays.stream(expected).forEach(Posteriors::normalised);
        same(
                new BayesianWeightedAverage()
                        .estimate(reference.answers(), new Stopping(1e-8, 500))
                        .posterior(),
                expected,
                1e-7);
    }

    @ParameterizedTest
    @MethodSource("files")
    void communities(String file) throws IOException {
        Reference reference = Reference.read(file);
        AnswerTable answers = reference.answers();
        TruthEstimate independent = CommunityClassifier.IBCC.estimate(answers, new Stopping(1e-6, 20));
        same(independent.posterior(), reference.matrix("/ibcc (one group, 20 steps)"), 1e-7);
        double[][] now = groups(reference, "/ebcc_step/zg (N, K, 3)");
        same(new CommunityClassifier(3, 1).step(answers, now), groups(reference, "/ebcc_step/next"), 1e-9);
    }

    private static double[][] groups(Reference reference, String path) {
        return IntStream.range(0, reference.answers().items())
                .mapToObj(i -> IntStream.range(0, reference.answers().classes())
                        .boxed()
                        .flatMapToDouble(k -> Arrays.stream(
                                Reference.vector(reference.at(path).get(i).get(k))))
                        .toArray())
                .toArray(double[][]::new);
    }

    @ParameterizedTest
    @MethodSource("files")
    void streams(String file) throws IOException {
        Reference reference = Reference.read(file);
        AnswerTable answers = reference.answers();
        for (double forget : List.of(1.0, 0.9)) {
            String part = forget == 1 ? "/streaming" : "/streaming_forget_.9";
            OnlineTruth online = OnlineTruth.over(answers, forget);
            double[][] posterior = IntStream.range(0, answers.items())
                    .mapToObj(online::posterior)
                    .toArray(double[][]::new);
            same(posterior, reference.matrix(part + "/online"), 1e-9);
            same(online.accuracies(), reference.vector(part + "/accuracy"), 1e-9);
            same(new StreamingVote(forget).infer(answers).posterior(), reference.matrix(part + "/final"), 1e-9);
        }
    }
}
