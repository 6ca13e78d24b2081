package io.winnow.trainer.filter;

import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import java.io.IOException;
import java.nio.file.Path;

/** The probability of a wrong label that {@code winnow audit} wrote, out of fold; low is best. */
@Kind("audit")
@Doc("Probability that the given label is wrong, of an audit. Low scores are the best.")
public record AuditScore(
        @Doc("File labels.csv or labels.jsonl that `winnow audit` wrote.")
        Path file) implements ScoreSource {
    @Override
    public Scores scores(String name, Measures measures) throws IOException {
        return new FileScore(file, "wrong", "key", FileScore.Best.LOWEST).scores(name, measures);
    }
}
