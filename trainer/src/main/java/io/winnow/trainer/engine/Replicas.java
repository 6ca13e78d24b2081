package io.winnow.trainer.engine;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.loader.Batch;
import io.winnow.models.loss.Losses;
import io.winnow.models.torch.Autograd;
import io.winnow.models.torch.FlopCount;
import io.winnow.models.torch.ParameterArena;
import io.winnow.trainer.compiled.NetworkPass;
import io.winnow.trainer.run.UserException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Synchronous data parallelism: one objective on one device, or an objective and its replicas on several devices. Each batch is split
 * among the devices. Their gradients are summed as one flat array and their running statistics are averaged. The optimizer then updates
 * the parameters of the first objective, which are copied to the others as one flat array, so that all have the same parameters at every
 * step.
 *
 * <p>Each device normalizes by the batch statistics of its own part of the batch, and running statistics are the mean over the devices. If batch
 * normalization is synchronized, the statistics are those of the whole batch: the devices exchange them in the middle of their forward passes, and
 * one backward pass runs through all devices.
 */
public final class Replicas<B extends Batch, S> implements AutoCloseable {
    private final Objective<B, S> first;
    private final List<NDManager> managers = new ArrayList<>();
    private final List<Objective<B, S>> others = new ArrayList<>();
    private final Crew crew;

    /**
     * Creates the replicas.
     *
     * @param first the objective whose parameters the optimizer updates; the caller closes it
     * @param devices all devices, starting with the one of {@code first}
     * @param synchronised whether batch normalization uses the statistics of the whole batch
     * @throws UserException if there are several devices and the objective does not support replicas
     */
    public Replicas(Objective<B, S> first, List<Device> devices, boolean synchronised) {
        this.first = first;
        if (devices.size() == 1) {
            crew = null;
            return;
        }
        if (!(first instanceof ReplicableObjective<B, S> replicable)) {
            throw new UserException(
                    "This method runs on one device only; set `replicas: 1` (found " + devices.size() + ").");
        }
        crew = new Crew(devices.size(), synchronised);
        if (!devices.get(0).isGpu()) {
            crew.divideThreads();
        }
        NDManager parent = first.parameters().values().getManager();
        devices.subList(1, devices.size()).forEach(device -> managers.add(parent.newSubManager(device)));
        others.addAll(replicable.replicate(managers));
        if (synchronised) {
            for (int i = 0; i < size(); i++) {
                int device = i;
                all().get(i).parameters().exchangeThrough(own -> crew.exchange(device, own));
            }
        }
        follow();
    }

    /** The objective whose parameters the optimizer updates. */
    Objective<B, S> first() {
        return first;
    }

    /** Number of devices. */
    public int size() {
        return others.size() + 1;
    }

    /** All objectives. The first is the one whose parameters the optimizer updates. */
    public List<Objective<B, S>> all() {
        List<Objective<B, S>> all = new ArrayList<>(List.of(first));
        all.addAll(others);
        return all;
    }

    /** Copies the parameters and the state of the first objective to all replicas. Call it after changing them from outside. */
    public void follow() {
        if (first instanceof ReplicableObjective<B, S> replicable && !others.isEmpty()) {
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
     * Begins a step and sets all gradients to zero.
     *
     * @param progress fraction of the training that is done, in [0, 1)
     */
    public Step begin(double progress) {
        all().forEach(objective -> {
            objective.parameters().zeroGradient();
            objective.begin(progress);
        });
        return new Step(progress);
    }

    @Override
    public void close() {
        others.forEach(Objective::close);
        managers.forEach(NDManager::close);
        if (crew != null) {
            crew.close();
        }
    }

    /** The work of one optimizer step: gradients are accumulated, then the parameters are updated. */
    public final class Step implements AutoCloseable {
        private final List<NDManager> scopes = all().stream()
                .map(objective -> objective.parameters().values().getManager().newSubManager())
                .toList();
        private final double progress;
        /** What each device kept of its part of each batch. */
        private final List<List<S>> kept = new ArrayList<>();

        private double operations;
        private boolean summed;
        private boolean completed;

        private Step(double progress) {
            this.progress = progress;
        }

        /**
         * Adds the gradient of a batch.
         *
         * @param key key of all random draws for this batch
         * @param factor weight of this batch in the loss of the step
         * @return the factor times the mean loss of the batch; it is closed with this step
         */
        public NDArray add(B batch, long key, double factor) {
            try (FlopCount count = FlopCount.open()) {
                NDArray loss = counted(batch, key, factor);
                operations += count.total();
                return loss;
            }
        }

        /** Floating-point operations of the passes of this step, see {@link FlopCount}. */
        double operations() {
            return operations;
        }

        private NDArray counted(B batch, long key, double factor) {
            if (others.isEmpty()) {
                Part<B, S> whole = new Part<>(first, batch, scopes.get(0));
                BatchLoss<S> loss = recorded(whole, key, factor);
                Autograd.backward(loss.mean());
                kept.add(Collections.singletonList(loss.kept()));
                return completed(whole, loss).mean();
            }
            int size = batch.indices().length;
            List<Part<B, S>> parts = parts(batch, size);
            if (first instanceof JointObjective<B, S> joint) {
                return scopes.get(0).create(joint.backward(parts, key, factor, crew));
            }
            List<BatchLoss<S>> losses = crew.each(i -> {
                Part<B, S> part = parts.get(i);
                double share = (double) part.batch().indices().length / size;
                return recorded(part, key, factor * share);
            });
            crew.backward(
                    losses.stream().map(BatchLoss::mean).toList(),
                    losses.stream().map(loss -> loss.mean().onesLike()).toList());
            List<BatchLoss<S>> completed = crew.each(i -> completed(parts.get(i), losses.get(i)));
            kept.add(losses.stream().map(BatchLoss::kept).toList());
            float sum = 0;
            for (BatchLoss<S> loss : completed) {
                sum += loss.mean().getFloat();
            }
            return scopes.get(0).create(sum);
        }

        /**
         * Adds the gradient of the part of this worker of a batch, whose other parts other workers have.
         *
         * @param factor weight of the batch in the loss of the step
         * @param share share of the part in the batch
         * @return a part of the factor times the mean loss of the batch; the parts of all workers add up to it
         */
        public NDArray addShare(B part, long key, double factor, double share, Team team) {
            if (first instanceof JointObjective<B, S> joint) {
                float loss = joint.backward(new Part<>(first, part, scopes.get(0)), key, factor, team);
                return scopes.get(0).create(team.number() == 0 ? loss : 0);
            }
            return add(part, key, factor * share);
        }

        /** Exchanges with the other workers what was kept of the parts. */
        public void gather(Team team) {
            if (first instanceof ReplicableObjective<B, S> replicable) {
                List<S> whole =
                        replicable.gather(kept.stream().map(only -> only.get(0)).toList(), team);
                kept.clear();
                whole.forEach(each -> kept.add(Collections.singletonList(each)));
            }
        }

        private List<Part<B, S>> parts(B batch, int size) {
            int count = size();
            if (size < count) {
                throw new UserException("replicas is " + count + ", but a batch has only " + size
                        + " examples. Each replica needs at least one: lower replicas or raise training.batch_size.");
            }
            ReplicableObjective<B, S> replicable = (ReplicableObjective<B, S>) first;
            return IntStream.range(0, count)
                    .mapToObj(i -> new Part<>(
                            all().get(i),
                            replicable.part(batch, size * i / count, size * (i + 1) / count),
                            scopes.get(i)))
                    .toList();
        }

        /** Returns the factor times the mean loss of a part, recorded for the backward pass. */
        private BatchLoss<S> recorded(Part<B, S> part, long key, double factor) {
            try (Autograd.Recording recording = Autograd.record()) {
                BatchLoss<S> own = part.objective().loss(part.batch(), key, progress, part.scope());
                NDArray loss = own.mean();
                loss.attach(part.scope());
                if (factor != 1) {
                    loss = Losses.scaled(loss, factor);
                    loss.attach(part.scope());
                }
                return new BatchLoss<>(loss, own.kept());
            }
        }

        /** Completes the backward pass of a part. Returns its loss, no longer recorded. */
        private BatchLoss<S> completed(Part<B, S> part, BatchLoss<S> recorded) {
            try (Autograd.Recording recording = Autograd.record()) {
                part.objective().passes().forEach(NetworkPass::completeBackward);
                part.objective().collect(recorded.kept());
                NDArray value = recorded.mean().stopGradient();
                value.attach(part.scope());
                return new BatchLoss<>(value, recorded.kept());
            }
        }

        /** Returns the gradient of the loss of the step (P), on the first device. The caller closes it. */
        public NDArray gradient() {
            ParameterArena parameters = first.parameters();
            if (!summed) {
                summed = true;
                others.forEach(other -> parameters.addGradient(other.parameters()));
            }
            return parameters.gradient();
        }

        /**
         * Completes the step after the optimizer updated the parameters of the first objective: synchronizes the replicas.
         *
         * @param rateFactor factor of the learning rate that the schedule gives for this step
         */
        public void moved(double rateFactor) {
            if (first instanceof ReplicableObjective<B, S> replicable && !others.isEmpty()) {
                first.parameters()
                        .averageStatistics(
                                others.stream().map(Objective::parameters).toList());
                first.moved(replicable.gather(others, kept), rateFactor);
            } else {
                first.moved(kept.stream().map(only -> only.get(0)).toList(), rateFactor);
            }
            follow();
            completed = true;
        }

        /** Ends this step. If it is not complete, nothing of it remains. */
        @Override
        public void close() {
            if (!completed) {
                all().forEach(objective -> {
                    objective.passes().forEach(NetworkPass::abandon);
                    objective.abandon();
                });
            }
            scopes.forEach(NDManager::close);
        }
    }
}
