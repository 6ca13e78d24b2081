package io.winnow.trainer.recipe.rcal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.random.CounterRandom;
import io.winnow.models.loss.Losses;
import io.winnow.trainer.calibrate.ClassGaussians;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.recipe.BatchStreams;
import io.winnow.trainer.recipe.supervised.ClassifierObjective;
import io.winnow.trainer.recipe.supervised.ClassifierOptions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The loss of the classifier plus the squared distance to the pre-trained representations (equation 2). After each step, the head is also
 * trained on sampled points.
 */
final class RcalObjective extends ClassifierObjective {
    private final DistanceOptions distance;
    private final NDArray first;
    private final Optional<SampledPoints> points;
    private final Optional<RefinedTargets> refined;

    /**
     * @param first pre-trained representations of the training examples in use (N, D); closed by the caller
     * @param rule options of the training on points
     * @param points points to train the head on, or empty; closed by this object
     * @param refined targets that replace the given labels, or empty; closed by the caller
     * @param start initial weights of the encoder
     */
    RcalObjective(
            ClassifierOptions options,
            DistanceOptions distance,
            NDArray first,
            PointsOptions rule,
            Optional<ClassGaussians.Points> points,
            Optional<RefinedTargets> refined,
            TaskData data,
            Map<String, NDArray> start,
            NDManager parent) {
        super(options, data, start, parent);
        this.distance = distance;
        this.first = first;
        this.refined = refined;
        this.points =
                points.map(p -> new SampledPoints(rule, options.cosineScale(), p.vectors(), p.classes(), parameters()));
    }

    private RcalObjective(RcalObjective original, NDManager parent) {
        super(original, parent);
        distance = original.distance;
        first = original.first.toDevice(parent.getDevice(), false);
        if (first != original.first) {
            first.attach(parent);
        }
        // Only the first replica trains the head on points; its parameters are then copied to the others.
        points = Optional.empty();
        refined = Optional.empty();
    }

    @Override
    public List<RcalObjective> replicate(List<NDManager> parents) {
        return parents.stream().map(parent -> new RcalObjective(this, parent)).toList();
    }

    @Override
    public void begin(double progress) {
        super.begin(progress);
        refined.ifPresent(targets -> targets.begin(progress, this::predictions));
    }

    @Override
    protected NDArray targets(NDArray rows) {
        return refined.map(each -> PointsScript.rows(each.targets(), rows)).orElseGet(() -> super.targets(rows));
    }

    @Override
    protected NDArray withTerms(NDArray loss, Step step) {
        if (distance.weight() == 0) {
            return loss;
        }
        NDArray target = PointsScript.rows(first, step.rows());
        target.attach(step.rows().getManager());
        NDArray features = step.features();
        if (step.mixtures().isPresent()) {
            if (distance.on() == DistanceOptions.On.CLEAN) {
                features = encode(step.store(), step.view());
            } else {
                target = step.mixtures().get().of(target);
            }
        }
        return loss.add(Losses.scaled(Losses.squaredDistance(features, target), distance.weight()));
    }

    @Override
    public void moved(List<Kept> kept, double rateFactor) {
        super.moved(kept, rateFactor);
        long last = kept.get(kept.size() - 1).key();
        points.ifPresent(p -> p.step(CounterRandom.key(last, BatchStreams.SAMPLED_POINTS)));
    }

    @Override
    public Map<String, NDArray> state() {
        Map<String, NDArray> state = new LinkedHashMap<>(super.state());
        points.ifPresent(p -> state.putAll(p.state()));
        refined.ifPresent(r -> state.putAll(r.state()));
        return state;
    }

    @Override
    public void close() {
        points.ifPresent(SampledPoints::close);
        super.close();
    }
}
