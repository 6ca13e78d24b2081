package io.winnow.trainer.engine;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.loader.Batch;
import io.winnow.models.loss.Losses;
import io.winnow.models.torch.Autograd;
import io.winnow.models.torch.ParameterArena;
import io.winnow.trainer.compiled.NetworkPass;
import io.winnow.trainer.run.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One objective on one device, or an objective and its replicas on several. Each batch is split among them; their gradients are summed
 * as one flat array and their running statistics averaged, the optimizer moves the first one's parameters, and these are copied to the
 * others as one flat array. So all have the same parameters at every step.
 *
 * <p>Batch statistics are those of a device's own part. The running ones that are kept are the mean over the devices.
 */
public final class Replicas<B extends Batch> implements AutoCloseable {
    private final Objective<B> first;
    private final List<NDManager> managers = new ArrayList<>();
    private final List<Objective<B>> others = new ArrayList<>();
    private final Crew crew;

    /**
     * @param first not closed here
     * @param devices all of them, that of {@code first} first
     * @throws UserException when there are several and the objective knows no replicas
     */
    public Replicas(Objective<B> first, List<Device> devices) {
        this.first = first;
        if (devices.size() == 1) {
            crew = null;
            return;
        }
        if (!(first instanceof ReplicableObjective<B> replicable)) {
            throw new UserException("replicas is " + devices.size() + ", and this training knows one device.");
        }
        crew = new Crew(devices.size());
        NDManager parent = first.parameters().values().getManager();
        devices.subList(1, devices.size()).forEach(device -> managers.add(parent.newSubManager(device)));
        others.addAll(replicable.replicate(managers));
        follow();
    }

    /** How many devices. */
    public int size() {
        return others.size() + 1;
    }

    /** All objectives, the one that the optimizer moves first. */
    public List<Objective<B>> all() {
        List<Objective<B>> all = new ArrayList<>(List.of(first));
        all.addAll(others);
        return all;
    }

    /** Makes the replicas as the first objective is, after its parameters and state were changed from outside. */
    public void follow() {
        if (first instanceof ReplicableObjective<B> replicable && !others.isEmpty()) {
            crew.each(i -> {
                if (i > 0) {
                    others.get(i - 1).parameters().copyFrom(first.parameters());
                }
                return i;
            });
            replicable.scatter(others);
        }
    }

    /**
     * Begins a step: gradients are zero.
     *
     * @param progress the share of the training that is done, in [0, 1)
     */
    public Step begin(double progress) {
        all().forEach(objective -> {
            objective.parameters().zeroGradient();
            objective.begin(progress);
        });
        return new Step();
    }

    @Override
    public void close() {
        others.forEach(Objective::close);
        managers.forEach(NDManager::close);
        if (crew != null) {
            crew.close();
        }
    }

    /** What is between two sets of parameters. */
    public final class Step implements AutoCloseable {
        private final List<NDManager> scopes = all().stream()
                .map(objective -> objective.parameters().values().getManager().newSubManager())
                .toList();
        private boolean summed;

        private Step() {}

        /**
         * Adds the gradient of a batch.
         *
         * @param key what random draws of this batch are a function of
         * @param factor of this batch in the step's loss
         * @return the factor times the mean loss of the batch; lives as long as this step
         */
        public NDArray add(B batch, long key, double factor) {
            if (others.isEmpty()) {
                return backward(new Part<>(first, batch, scopes.get(0)), key, factor);
            }
            int size = batch.indices().length;
            List<Part<B>> parts = parts(batch, size);
            float loss = 0;
            if (first instanceof JointObjective<B> joint) {
                loss = joint.backward(parts, key, factor, crew);
            } else {
                for (float part : crew.each(i -> {
                    Part<B> part = parts.get(i);
                    double share = (double) part.batch().indices().length / size;
                    return backward(part, key, factor * share).getFloat();
                })) {
                    loss += part;
                }
            }
            return scopes.get(0).create(loss);
        }

        private List<Part<B>> parts(B batch, int size) {
            int count = size();
            if (size < count) {
                throw new UserException("replicas is " + count + ", and a batch has only " + size + " examples.");
            }
            ReplicableObjective<B> replicable = (ReplicableObjective<B>) first;
            return IntStream.range(0, count)
                    .mapToObj(i -> new Part<>(
                            all().get(i),
                            replicable.part(batch, size * i / count, size * (i + 1) / count),
                            scopes.get(i)))
                    .toList();
        }

        private NDArray backward(Part<B> part, long key, double factor) {
            NDManager scope = part.scope();
            try (Autograd.Recording recording = Autograd.record()) {
                NDArray loss = part.objective().loss(part.batch(), key, scope);
                loss.attach(scope);
                if (factor != 1) {
                    loss = Losses.scaled(loss, factor);
                    loss.attach(scope);
                }
                Autograd.backward(loss);
                part.objective().passes().forEach(NetworkPass::completeBackward);
                NDArray value = loss.stopGradient();
                value.attach(scope);
                return value;
            }
        }

        /** The gradient of the step's loss (P), on the first device; the caller closes it. */
        public NDArray gradient() {
            ParameterArena parameters = first.parameters();
            if (!summed) {
                summed = true;
                others.forEach(other -> parameters.addGradient(other.parameters()));
            }
            return parameters.gradient();
        }

        /**
         * The optimizer has moved the first objective's parameters.
         *
         * @param rateFactor of the schedule at this step
         */
        public void moved(double rateFactor) {
            if (first instanceof ReplicableObjective<B> replicable && !others.isEmpty()) {
                first.parameters()
                        .averageStatistics(
                                others.stream().map(Objective::parameters).toList());
                replicable.gather(others);
            }
            first.moved(rateFactor);
            follow();
        }

        @Override
        public void close() {
            scopes.forEach(NDManager::close);
        }
    }
}
