package io.winnow.trainer.audit;

import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.label.TrueLabels;
import io.winnow.trainer.modality.LabelledExamples;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.model.Preview;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The test examples of a run in the place of its training examples, so that their labels are audited (test-set-errors.md, section 2). There
 * are no other parts.
 */
public final class TestExamples implements LabelledExamples {
    private final TaskData data;
    /** The indices of the test examples with a label. An audit asks for them once for each example. */
    private final int[] known;

    /** @param data the data of the run, which are closed together with this */
    public TestExamples(TaskData data) {
        this.data = data;
        known = IntStream.of(TaskData.all(data.test()))
                .filter(data.test().labels()::known)
                .toArray();
    }

    @Override
    public String unit() {
        return data.unit();
    }

    @Override
    public Dataset<?> train() {
        return data.test();
    }

    @Override
    public Dataset<?> test() {
        throw new IllegalStateException("the audited test examples have no test examples of their own");
    }

    @Override
    public int[] trainExamples() {
        return known;
    }

    @Override
    public Optional<TrueLabels> trueLabels() {
        return Optional.empty();
    }

    @Override
    public Map<Integer, String> idleLabels() {
        return Map.of();
    }

    @Override
    public String labelAdvice(TaskData.Part part) {
        return data.labelAdvice(TaskData.Part.TEST);
    }

    @Override
    public Preview preview(TaskData.Part part, int index) throws IOException {
        return data.preview(TaskData.Part.TEST, index);
    }

    @Override
    public void close() throws IOException {
        data.close();
    }
}
