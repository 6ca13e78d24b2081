package io.winnow.trainer.modality.row;

import io.winnow.datasets.row.ColumnKind;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Inline;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.modality.Preprocessing;
import io.winnow.trainer.modality.records.RecordDataConfig;
import io.winnow.trainer.modality.records.RecordItems;
import io.winnow.trainer.modality.records.RecordsConfig;
import io.winnow.trainer.table.PretrainedText;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Rows of tables, with columns of numbers, categories and texts. */
@Kind("rows")
@Doc("Rows of tables, with columns of numbers, categories and texts, and what is known of each row.")
public record RowDataConfig(
        @Inline RecordsConfig records,

        @Doc("Columns of the values, as names or patterns with *. By default, all that are not used otherwise.")
        @Default("[]")
        List<String> columns,

        @Doc(
                "Kinds of columns by their names, or by patterns with * for all columns that are not named. number: standardised; log_number: the same for sign(x) log(1 + |x|), such as for amounts;"
                        + " category: a learned vector for each value; text: read by the pretrained encoder. By default, a column is a"
                        + " number if all its values are, a category if there are few of them, and otherwise a text.")
        @Default("{}")
        Map<String, ColumnKind> kinds,

        @Doc("Largest number of subword tokens of the texts of a row; longer ones are cut. At least 8.") @Default("128")
        int maxTokens,

        @Default("{}") PretrainedText pretrained)
        implements RecordDataConfig {
    public RowDataConfig {
        new Checks().atLeast("max_tokens", maxTokens, 8).done();
    }

    @Override
    public String unit() {
        return RowEncoderConfig.UNIT;
    }

    @Override
    public RecordItems items(Optional<Path> kept, Optional<Preprocessing> fixed) {
        return new RowItems(this, kept, fixed);
    }

    @Override
    public RowDataConfig strict() {
        return this;
    }
}
