package io.winnow.trainer.modality.row;

import io.winnow.trainer.modality.Modality;
import java.util.List;

/** Rows of tables, with columns of numbers, categories and texts. */
public final class RowModality {
    public static final Modality ROWS = new Modality(
            "row",
            List.of(RowDataConfig.class),
            List.of(RowEncoderConfig.class),
            List.of(),
            List.of(RowPreprocessing.class));

    private RowModality() {}
}
