package io.winnow.trainer.recipe.discover;

import io.winnow.trainer.modality.DataConfig;
import io.winnow.trainer.modality.RelabelledData;
import io.winnow.trainer.recipe.StageContext;
import io.winnow.trainer.recipe.StageResult;
import java.io.IOException;

/** The data of a discovery: the labelled training examples and those that have no label, whose class is {@link KnownPart#NONE}. */
final class DiscoveryData {
    private DiscoveryData() {}

    /** Opens data for a stage. */
    static StageResult with(StageContext context, DataConfig config, StageContext.Work work) throws IOException {
        return context.with(config, (data, stage) -> work.run(RelabelledData.withUnlabelled(data), stage));
    }
}
