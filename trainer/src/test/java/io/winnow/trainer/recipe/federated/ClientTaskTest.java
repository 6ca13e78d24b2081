package io.winnow.trainer.recipe.federated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.models.torch.Autograd;
import io.winnow.models.torch.ParameterLayout;
import io.winnow.trainer.engine.RoundState;
import io.winnow.trainer.engine.Training;
import io.winnow.trainer.modality.image.ImageData;
import io.winnow.trainer.modality.image.ImageDataConfig;
import io.winnow.trainer.recipe.Experiment;
import io.winnow.trainer.recipe.StageTasks;
import io.winnow.trainer.recipe.TestData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The work of a client in a round. */
class ClientTaskTest {
    private static final int STEPS = 3;

    @TempDir
    static Path folder;

    private NDManager manager;
    private Autograd.Recording pause;
    private ImageData data;

    @BeforeEach
    void open() throws IOException {
        manager = NDManager.newBaseManager();
        pause = Autograd.pause();
        ImageDataConfig config = TestData.write(folder);
        data = TestData.open(config);
    }

    @AfterEach
    void close() throws IOException {
        data.close();
        pause.close();
        manager.close();
    }

    private static Experiment experiment(String strategy) {
        return Experiment.parse(
                "test", """
                name: test
                device: cpu
                recipe:
                  kind: federated
                  data: {train: %s, test: %s, image_size: 16}
                  clients: {kind: iid, count: 2}
                  labelled: {share: 0.3}
                  federate: {strategy: %s, steps: %d}
                  compare: []
                  classify:
                    encoder: {kind: cnn, channels: [8], kernel: 3, width: 8}
                    training:
                      duration: {epochs: 2}
                      batch_size: 6
                      optimizer: {kind: sgd, learning_rate: 0.1}
                      schedule: {kind: constant}
                """.formatted(folder.resolve("train"), folder.resolve("test"), strategy, STEPS), List.of());
    }

    /** The state of a new network, from which the clients start. */
    private RoundState start(Federated recipe) throws IOException {
        manager.getEngine().setRandomSeed(3);
        try (FederatedObjective objective = new FederatedObjective(recipe.classify(), data, true, manager)) {
            Training.leaveStart(objective, Training.workersFolder(folder.resolve("checkpoints")));
            return RoundState.of(
                    Map.of(RoundState.VALUES, objective.parameters().values().toFloatArray()));
        }
    }

    private RoundState run(String strategy, int client, long round) throws IOException {
        Experiment experiment = experiment(strategy);
        Federated recipe = (Federated) experiment.recipe();
        ClientTask task = new ClientTask(
                Federated.CLASSIFY,
                "1-classify",
                new ArrayList<>(recipe.clients(Federated.CLASSIFY, data).all()),
                round * STEPS,
                (round + 1) * STEPS,
                false,
                5,
                folder.resolve("checkpoints").toString(),
                start(recipe).toBytes());
        try (NDManager own = manager.newSubManager()) {
            return RoundState.of(task.run(client, new StageTasks.Site(experiment, data, own)));
        }
    }

    @Test
    void aRoundDependsOnTheClientAndTheRoundAlone() throws IOException {
        String strategy = "{kind: fedlabel, threshold: 0.2, burn_in: 0}";
        RoundState first = run(strategy, 0, 1);
        run(strategy, 1, 0);
        RoundState again = run(strategy, 0, 1);
        assertThat(again.arrays().get(RoundState.VALUES))
                .containsExactly(first.arrays().get(RoundState.VALUES));
        assertThat(again.arrays().get(ClientTask.COUNTS))
                .containsExactly(first.arrays().get(ClientTask.COUNTS));
        assertThat(first.arrays().get(ClientTask.COUNTS)[0]).isEqualTo(STEPS * 6);
        assertThat(run(strategy, 0, 0).arrays().get(RoundState.VALUES))
                .isNotEqualTo(first.arrays().get(RoundState.VALUES));
    }

    /** Without a pseudo-label, the learner of the published form stays where it started, exactly, and the expert does not. */
    @Test
    void withoutPseudoLabelsTheLearnerDoesNotMove() throws IOException {
        RoundState done = run("{kind: fedlabel, form: published, threshold: 1, burn_in: 0}", 0, 0);
        float[] server = start((Federated) experiment("{kind: fedavg}").recipe())
                .arrays()
                .get(RoundState.VALUES);
        assertThat(done.arrays().get(RoundState.VALUES)).containsExactly(server);
        assertThat(done.arrays().get(ClientTask.EXPERT + RoundState.VALUES)).isNotEqualTo(server);
    }

    /** Before the burn-in is over, and where nothing passes the threshold, what differs from FedAvg has no effect. */
    @Test
    void fedLabelBeginsAsFedAvg() throws IOException {
        float[] average = run("{kind: fedavg}", 1, 0).arrays().get(RoundState.VALUES);
        assertThat(run("{kind: fedlabel, burn_in: 1}", 1, 0).arrays().get(RoundState.VALUES))
                .containsExactly(average);
        assertThat(run("{kind: fedlabel, burn_in: 0, threshold: 1}", 1, 0)
                        .arrays()
                        .get(RoundState.VALUES))
                .containsExactly(average);
        assertThat(run("{kind: fedlabel, burn_in: 0, threshold: 0.2}", 1, 0)
                        .arrays()
                        .get(RoundState.VALUES))
                .isNotEqualTo(average);
        assertThat(run("{kind: fedprox, mu: 0}", 1, 0).arrays().get(RoundState.VALUES))
                .containsExactly(average);
        double near = distance(run("{kind: fedprox, mu: 5}", 1, 0));
        assertThat(near).isPositive().isLessThan(distance(run("{kind: fedavg}", 1, 0)));
    }

    private double distance(RoundState state) throws IOException {
        float[] server = start((Federated) experiment("{kind: fedavg}").recipe())
                .arrays()
                .get(RoundState.VALUES);
        float[] own = state.arrays().get(RoundState.VALUES);
        return IntStream.range(0, own.length)
                .mapToDouble(i -> (own[i] - server[i]) * (double) (own[i] - server[i]))
                .sum();
    }

    /** The gradient of the terms is mu (w - w_server) + 2 lambda (w - w_server) / size of the tensor. */
    @Test
    void theTermsPullTowardsTheServer() throws IOException {
        Federated recipe = (Federated) experiment("{kind: fedavg}").recipe();
        float[] server = start(recipe).arrays().get(RoundState.VALUES);
        try (ClientObjective objective = new ClientObjective(recipe.classify(), data, server, 0.3, 0.7, manager)) {
            NDArray values = objective.parameters().values();
            float[] own = values.toFloatArray();
            float loss;
            objective.parameters().zeroGradient();
            try (Autograd.Recording recording = Autograd.record()) {
                NDArray pulled = objective.pulled(manager.create(2f));
                loss = pulled.getFloat();
                Autograd.backward(pulled);
            }
            float[] gradient;
            try (NDArray found = objective.parameters().gradient()) {
                gradient = found.toFloatArray();
            }
            double expected = 2;
            for (ParameterLayout.Entry entry : objective.parameters().layout().trainable()) {
                double size = entry.size();
                for (int i = (int) entry.offset(); i < entry.offset() + entry.size(); i++) {
                    double difference = own[i] - server[i];
                    expected += (0.3 / 2 + 0.7 / size) * difference * difference;
                    assertThat((double) gradient[i]).isCloseTo((0.3 + 2 * 0.7 / size) * difference, within(1e-5));
                }
            }
            assertThat((double) loss).isCloseTo(expected, within(1e-4));
            assertThat(own).isNotEqualTo(server);
        }
    }

    @Test
    void labelsAreWithheldAndNoExampleIsLost() throws IOException {
        Federated recipe = (Federated) experiment("{kind: fedavg}").recipe();
        Clients clients = recipe.clients(Federated.CLASSIFY, data);
        int count = data.trainExamples().length;
        for (Client client : clients.all()) {
            int size = count / 2;
            assertThat(client.labelled()).hasSize((int) (0.3 * size)).isSorted();
            assertThat(client.unlabelled()).hasSize((int) (0.7 * size)).doesNotContain(client.labelled());
            assertThat(client.unlabelledIn(data).trueLabels()).isPresent();
            assertThat(((ClassLabels) client.labelledIn(data).trainLabels()).size())
                    .isEqualTo(client.labelled().length);
        }
        assertThat(clients.pooled().labelled()).doesNotHaveDuplicates();
        assertThat(clients.mixtures().stream().flatMapToInt(IntStream::of).sum())
                .isEqualTo(count);
    }
}
