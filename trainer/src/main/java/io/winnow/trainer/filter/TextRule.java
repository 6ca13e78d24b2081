package io.winnow.trainer.filter;

import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.modality.KeptKeys;
import io.winnow.trainer.pool.Pool;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The text filter (datacomp.md, section 2, item 4). The published one looks up the words of a caption in WordNet; this one takes a list of
 * the user's.
 */
@Kind("text")
@Doc("Keeps the examples whose captions have one of some words or phrases.")
public record TextRule(
        @Doc("Words and phrases. Whole words are compared, in lower case and without punctuation.") @Default("[]")
        List<String> words,

        @Doc("File with further words and phrases, one per line.")
        Optional<Path> file,

        @Doc("Whether an s may follow a word or phrase, so that `cat` also finds `cats`.") @Default("false")
        boolean plurals)
        implements FilterRule {
    public TextRule {
        new Checks()
                .that(!words.isEmpty() || file.isPresent(), "words", "must have at least one word, or name a file")
                .that(
                        words.stream().noneMatch(word -> WordFinder.tokens(word).isEmpty()),
                        "words",
                        "must each have a letter or a digit")
                .done();
    }

    @Override
    public FilterResult apply(String name, Measures measures) throws IOException {
        Pool pool = measures.pool();
        pool.requireCaptions("the filter " + name + " reads them", "remove the filter");
        Set<String> all = new LinkedHashSet<>(words);
        if (file.isPresent()) {
            KeptKeys.read(file.get()).stream()
                    .filter(word -> !WordFinder.tokens(word).isEmpty())
                    .forEach(all::add);
        }
        WordFinder finder = new WordFinder(all, plurals);
        List<String> values = new ArrayList<>();
        List<List<String>> reasons = new ArrayList<>();
        for (Optional<String> caption : pool.captions()) {
            Optional<String> found = caption.flatMap(finder::find);
            values.add(found.orElse(""));
            reasons.add(found.isPresent() ? List.of() : List.of(caption.isPresent() ? "no_word" : "no_caption"));
        }
        return FilterResult.byReasons(name, values, reasons, List.of());
    }
}
