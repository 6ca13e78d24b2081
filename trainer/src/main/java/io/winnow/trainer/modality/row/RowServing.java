package io.winnow.trainer.modality.row;

import io.winnow.trainer.modality.Serving;
import io.winnow.trainer.modality.ServingProperties;
import io.winnow.trainer.model.ExportFormat;
import io.winnow.trainer.model.ModelDescription;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/** Serving of models that read rows of numbers and categories. */
record RowServing(RowPreprocessing preprocessing) implements Serving {
    RowServing {
        if (preprocessing.schema().hasTexts()) {
            throw new UserException(
                    "Models of rows with columns of text cannot be exported yet. Train without these columns"
                            + " (recipe.data.columns), or use `winnow predict`.");
        }
    }

    @Override
    public String input() {
        return "rows";
    }

    @Override
    public String shape() {
        return "(batch, " + preprocessing.columns().width() + ") float32";
    }

    @Override
    public String reading() {
        return "A row has, in the order of the columns in the schema in model.json, first each number as (x - mean) / std, where a logarithmic"
                + " column takes sign(x) log(1 + |x|) before, and 0 if it is missing; then, for each number with"
                + " indicator: true, 1 if it is missing and otherwise 0; then, for each categorical column, the position of the"
                + " value among its levels, counted from 0, the number of levels if the value is none of them, and that number"
                + " plus 1 if it is missing.";
    }

    @Override
    public void write(Path bundle, ModelDescription model, Set<ExportFormat> formats) throws IOException {
        ServingProperties.write(bundle, formats);
    }
}
