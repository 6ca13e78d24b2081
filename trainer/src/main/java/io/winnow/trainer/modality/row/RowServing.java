package io.winnow.trainer.modality.row;

import ai.djl.ndarray.NDManager;
import io.winnow.models.layer.Layer;
import io.winnow.models.row.RowsWithTexts;
import io.winnow.trainer.modality.ServedInput;
import io.winnow.trainer.modality.Serving;
import io.winnow.trainer.modality.ServingProperties;
import io.winnow.trainer.modality.text.ServedTokens;
import io.winnow.trainer.model.ExportFormat;
import io.winnow.trainer.model.ModelDescription;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Serving of models that read rows of numbers, categories and texts, whose pretrained encoder is a part of the exported model. */
record RowServing(RowPreprocessing preprocessing) implements Serving {
    @Override
    public List<ServedInput> inputs() {
        int width = preprocessing.schema().width();
        return hasTexts() ? List.of(rows(width + 1), served().input()) : List.of(rows(width));
    }

    private static ServedInput rows(int width) {
        return new ServedInput("rows", "(batch, " + width + ") float32");
    }

    private ServedTokens served() {
        return new ServedTokens(preprocessing.encoder().rules());
    }

    private boolean hasTexts() {
        return preprocessing.schema().hasTexts();
    }

    @Override
    public String reading() {
        String rows =
                "A row has, in the order of the columns in the schema in model.json, first each number as (x - mean) /"
                        + " std, where a logarithmic column takes sign(x) log(1 + |x|) before, and 0 if it is missing;"
                        + " then, for each number with indicator: true, 1 if it is missing and otherwise 0; then, for each"
                        + " categorical column, the position of the value among its levels, counted from 0, the number of"
                        + " levels if the value is none of them, and that number plus 1 if it is missing.";
        return hasTexts()
                ? rows
                        + " The last element is 1 if the row has a text, and 0 if all its columns of text are blank;"
                        + " then the tokens of the row have no effect. "
                        + served().reading()
                : rows;
    }

    @Override
    public Layer network(Layer trained, NDManager manager) throws IOException {
        return hasTexts()
                ? new RowsWithTexts(
                        preprocessing.encoder().unitLengthNetwork(manager), trained, preprocessing.textScale())
                : trained;
    }

    @Override
    public void write(Path bundle, ModelDescription model, Set<ExportFormat> formats) throws IOException {
        if (hasTexts()) {
            preprocessing.encoder().writeTokenizer(bundle);
        }
        ServingProperties.write(bundle, formats, ServingProperties.singleExamples(hasTexts()));
    }
}
