package io.winnow.models.torch;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The position of each parameter of a model in the flat buffers of a {@link ParameterArena}. Trainable parameters are sorted into groups
 * with equal weight decay (on or off) and learning-rate factor, so that each group is one contiguous {@link Segment}. Statistics, which
 * receive no gradient, have a buffer of their own, and so have frozen parameters.
 *
 * @param trainable the entries of the buffer of trainable parameters, in its order
 * @param statistics the entries of the buffer of statistics, in its order
 * @param frozen the entries of the buffer of frozen parameters, in its order
 * @param segments the groups, which together cover the buffer of trainable parameters
 */
public record ParameterLayout(
        List<Entry> trainable, List<Entry> statistics, List<Entry> frozen, List<Segment> segments) {
    /** Weight decay applies to the weights of linear layers and convolutions, but not to biases, norms, embeddings and tokens. */
    private static final Set<Parameter.Type> DECAYING = Set.of(Parameter.Type.WEIGHT);

    /**
     * One parameter in a buffer.
     *
     * @param id DJL's identity of the {@link Parameter}
     * @param name unique name within the model, which is also its name in files
     * @param shape its shape
     * @param offset index of its first element in the buffer
     */
    public record Entry(String id, String name, Shape shape, long offset) {
        public long size() {
            return shape.size();
        }
    }

    /**
     * A contiguous range of the buffer of trainable parameters, which the optimizer treats alike.
     *
     * @param begin index of its first element
     * @param end index after its last element
     * @param decays whether weight decay applies
     * @param learningRateFactor factor by which the schedule's learning rate is multiplied
     * @param late whether it is trained only after other segments were trained alone
     */
    public record Segment(long begin, long end, boolean decays, double learningRateFactor, boolean late) {
        /** Creates a segment that is trained from the first step on. */
        public Segment(long begin, long end, boolean decays, double learningRateFactor) {
            this(begin, end, decays, learningRateFactor, false);
        }
    }

    /**
     * How a parameter is trained.
     *
     * @param learningRateFactor factor by which the schedule's learning rate is multiplied; 0 if it is frozen
     * @param late whether it is trained only after other parameters were trained alone
     */
    public record Treatment(double learningRateFactor, boolean late) {
        /** Not at all: it has no gradient and no state of the optimizer. */
        public static final Treatment FROZEN = new Treatment(0, false);

        /** Creates the treatment of a parameter that is trained from the first step on. */
        public static Treatment rate(double factor) {
            return new Treatment(factor, false);
        }

        private boolean isFrozen() {
            return learningRateFactor == 0;
        }
    }

    /** Lays out the initialised parameters of a block, all with a learning-rate factor of one. */
    public static ParameterLayout of(Block block) {
        return of(block, name -> Treatment.rate(1));
    }

    /**
     * Lays out the initialised parameters of a block.
     *
     * @param treatment returns how the parameter with a name is trained
     */
    public static ParameterLayout of(Block block, Function<String, Treatment> treatment) {
        Map<Group, List<Named>> groups = new HashMap<>();
        List<Named> fixed = new ArrayList<>();
        List<Named> still = new ArrayList<>();
        for (Pair<String, Parameter> pair : block.getParameters()) {
            Named named = new Named(pair.getKey(), pair.getValue());
            if (!named.parameter.requiresGradient()) {
                fixed.add(named);
                continue;
            }
            Treatment own = treatment.apply(named.name);
            if (own.isFrozen()) {
                still.add(named);
            } else {
                boolean decays = DECAYING.contains(named.parameter.getType());
                Group group = new Group(decays, own);
                groups.computeIfAbsent(group, key -> new ArrayList<>()).add(named);
            }
        }
        List<Entry> trainable = new ArrayList<>();
        List<Segment> segments = new ArrayList<>();
        long end = 0;
        for (Group group : groups.keySet().stream().sorted(Group.ORDER).toList()) {
            long begin = end;
            end = append(trainable, groups.get(group), begin);
            segments.add(new Segment(begin, end, group.decays, group.own.learningRateFactor, group.own.late));
        }
        List<Entry> statistics = new ArrayList<>();
        append(statistics, fixed, 0);
        List<Entry> frozen = new ArrayList<>();
        append(frozen, still, 0);
        return new ParameterLayout(
                List.copyOf(trainable), List.copyOf(statistics), List.copyOf(frozen), List.copyOf(segments));
    }

    /** Number of trainable scalars. */
    public long trainableSize() {
        return size(trainable);
    }

    /** Number of scalars of running statistics. */
    public long statisticsSize() {
        return size(statistics);
    }

    /** Number of scalars of frozen parameters. */
    public long frozenSize() {
        return size(frozen);
    }

    private static long size(List<Entry> entries) {
        return entries.stream().mapToLong(Entry::size).sum();
    }

    private static long append(List<Entry> entries, List<Named> parameters, long offset) {
        long next = offset;
        for (Named named : parameters) {
            Shape shape = named.parameter.getArray().getShape();
            entries.add(new Entry(named.parameter.getId(), named.name, shape, next));
            next += shape.size();
        }
        return next;
    }

    private record Named(String name, Parameter parameter) {}

    private record Group(boolean decays, Treatment own) {
        static final Comparator<Group> ORDER = Comparator.comparing(Group::decays)
                .reversed()
                .thenComparing(group -> group.own.learningRateFactor)
                .thenComparing(group -> group.own.late);
    }
}
