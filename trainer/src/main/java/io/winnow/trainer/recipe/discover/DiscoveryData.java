package io.winnow.trainer.recipe.discover;

import io.winnow.datasets.label.ClassLabels;
import io.winnow.trainer.modality.DataConfig;
import io.winnow.trainer.modality.RelabelledData;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.recipe.StageContext;
import io.winnow.trainer.recipe.StageResult;
import java.io.IOException;
import java.util.Arrays;

/** The data of a discovery: the labelled training examples and those that have no label. */
final class DiscoveryData {
    private DiscoveryData() {}

    /** Opens data for a stage. */
    static StageResult with(StageContext context, DataConfig config, StageContext.Work work) throws IOException {
        return context.with(config, (data, stage) -> work.run(of(data), stage));
    }

    /**
     * Returns data in which the examples without a label are in use, too; their class is {@link KnownPart#NONE}.
     *
     * @param data data whose labelled examples are in use; they have one class each
     */
    static TaskData of(TaskData data) {
        ClassLabels given = (ClassLabels) data.trainLabels();
        int[] labelled = data.trainExamples();
        return data.unlabelled(true)
                .<TaskData>map(all -> new RelabelledData(
                        all,
                        new ClassLabels(
                                Arrays.stream(all.trainExamples())
                                        .map(example -> {
                                            int own = Arrays.binarySearch(labelled, example);
                                            return own < 0 ? KnownPart.NONE : given.classes()[own];
                                        })
                                        .toArray(),
                                given.classNames())))
                .orElse(data);
    }
}
