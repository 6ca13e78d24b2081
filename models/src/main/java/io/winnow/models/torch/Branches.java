package io.winnow.models.torch;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Branches of a network's pass that do not depend on each other, such as the two directions of an LSTM, which are computed in {@link Streams},
 * forwards and backwards.
 *
 * <p>PyTorch runs a backward pass on a CPU on one thread. So each branch is a recording of its own: it begins at leaves that share the memory of
 * its inputs, and what follows it begins at a leaf that shares the memory of its output. Once the backward pass has come to that leaf, {@link
 * #completeBackward} continues it. Each gradient is the sum of the same numbers as without branches.
 */
public final class Branches {
    /** The branches to which passes on this thread add; null if they have none. */
    private static final ThreadLocal<Branches> OPEN = new ThreadLocal<>();

    /** The branches of each call of {@link #of}, in the order of the calls. */
    private final List<List<Branch>> pending = new ArrayList<>();

    private final List<Leaves> stores = new ArrayList<>();

    /** A branch whose backward pass has not been completed. */
    private record Branch(NDList inputs, NDList leaves, NDArray output, NDArray leaf) {}

    /** Computes a branch. */
    @FunctionalInterface
    public interface Computation {
        /**
         * Computes one of them.
         *
         * @param number number of the branch
         * @param inputs its inputs
         */
        NDArray of(int number, NDList inputs);
    }

    /** The time during which passes on a thread have branches. */
    public static final class Opened implements AutoCloseable {
        private final Branches before = OPEN.get();

        private Opened(Branches branches) {
            OPEN.set(branches);
        }

        @Override
        public void close() {
            OPEN.set(before);
        }
    }

    /** Lets passes on this thread have branches until the result is closed. {@link #completeBackward} must follow their backward pass. */
    public Opened open() {
        return new Opened(this);
    }

    /**
     * Returns parameters for a pass with branches. {@link #completeBackward} adds their gradients to those of the given ones all at once, which takes
     * as long as for a part of them.
     */
    public ParameterStore of(ParameterStore parameters) {
        Leaves leaves = new Leaves(parameters);
        stores.add(leaves);
        return leaves;
    }

    /** Whether a pass on this thread may have branches. */
    static boolean isOpen() {
        return OPEN.get() != null;
    }

    /**
     * Computes branches, in {@link Streams} if the pass on this thread may have branches, and one after another otherwise.
     *
     * @param inputs the inputs of each branch, all that gradients flow to
     * @param computation may be called on several threads at the same time
     * @return the outputs of the branches, in their order
     */
    public static NDList of(List<NDList> inputs, Computation computation) {
        Branches open = OPEN.get();
        NDArray[] outputs = new NDArray[inputs.size()];
        if (open == null) {
            Arrays.setAll(outputs, i -> computation.of(i, inputs.get(i)));
            return new NDList(outputs);
        }
        List<NDList> leaves = inputs.stream().map(AutogradScript::leaves).toList();
        Streams.each(outputs.length, i -> outputs[i] = computation.of(i, leaves.get(i)));
        NDList following = AutogradScript.leaves(new NDList(outputs));
        List<Branch> branches = new ArrayList<>();
        for (int i = 0; i < outputs.length; i++) {
            if (following.get(i).hasGradient()) {
                branches.add(new Branch(inputs.get(i), leaves.get(i), outputs[i], following.get(i)));
            }
        }
        open.pending.add(branches);
        return following;
    }

    /** Continues the backward pass through all branches since the last call, through what came before them, and to the parameters. */
    public void completeBackward() {
        List<List<Branch>> calls = new ArrayList<>(pending);
        List<Leaves> parameters = List.copyOf(stores);
        abandon();
        // The last ones first, because their inputs may have been computed from the outputs of earlier ones.
        Collections.reverse(calls);
        calls.forEach(Branches::continueBackward);
        for (Leaves each : parameters) {
            if (!ParameterArena.addGradients(each.source, each.leaves)) {
                passOn(new NDList(each.views.values()), new NDList(each.leaves.values()));
            }
        }
    }

    private static void continueBackward(List<Branch> branches) {
        Streams.each(branches.size(), i -> {
            try (NDArray gradient = branches.get(i).leaf.getGradient()) {
                Autograd.backward(branches.get(i).output, gradient);
            }
        });
        NDList inputs = new NDList();
        NDList leaves = new NDList();
        for (Branch branch : branches) {
            inputs.addAll(branch.inputs);
            leaves.addAll(branch.leaves);
        }
        passOn(inputs, leaves);
    }

    private static void passOn(NDList arrays, NDList leaves) {
        if (!arrays.isEmpty()) {
            AutogradScript.passOn(arrays, leaves).close();
        }
    }

    /** Forgets branches whose backward pass was not completed, because their step was left before its end. */
    public void abandon() {
        pending.clear();
        stores.clear();
    }

    /** A parameter store that returns leaves which share the memory of those of another one. */
    private static final class Leaves extends ParameterStore {
        private final ParameterStore source;
        private final Map<String, NDArray> views = new LinkedHashMap<>();
        private final Map<String, NDArray> leaves = new LinkedHashMap<>();

        Leaves(ParameterStore source) {
            super(source.getManager(), false);
            this.source = source;
        }

        @Override
        public NDArray getValue(Parameter parameter, Device device, boolean training) {
            if (parameter == null || !parameter.requiresGradient()) {
                return source.getValue(parameter, device, training);
            }
            return leaves.computeIfAbsent(parameter.getId(), id -> {
                NDArray view = source.getValue(parameter, device, training);
                views.put(id, view);
                return AutogradScript.leaves(new NDList(view)).get(0);
            });
        }
    }
}
