package io.winnow.trainer.toy;

import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Inline;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.modality.Preprocessing;
import io.winnow.trainer.modality.records.RecordDataConfig;
import io.winnow.trainer.modality.records.RecordItems;
import io.winnow.trainer.modality.records.RecordsConfig;
import java.nio.file.Path;
import java.util.Optional;

/** Words in files of records. */
@Kind("letters")
@Doc("Words in files of records.")
public record LettersData(
        @Inline RecordsConfig records,
        @Doc("Column of the word.") String word) implements RecordDataConfig {
    @Override
    public String unit() {
        return "words";
    }

    @Override
    public RecordItems items(Optional<Path> kept, Optional<Preprocessing> fixed) {
        return new LetterItems(word);
    }

    @Override
    public LettersData strict() {
        return this;
    }
}
