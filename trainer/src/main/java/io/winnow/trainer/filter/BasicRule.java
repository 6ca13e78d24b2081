package io.winnow.trainer.filter;

import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.pool.ItemFacts;
import io.winnow.trainer.pool.Pool;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The basic filter (datacomp.md, section 2, item 2): length of the caption, and size and shape of the original image. */
@Kind("basic")
@Doc("Length of the caption, and size and shape of the original image.")
public record BasicRule(
        @Doc("Smallest number of words of the caption, divided by white space.") @Default("3")
        int minWords,

        @Doc("Smallest number of characters of the caption.") @Default("6")
        int minCharacters,

        @Doc("Smallest length of the shorter side of the image in pixels. Sets of small images need a lower one.")
        @Default("200")
        int minSide,

        @Doc("Largest length of the longer side divided by that of the shorter one.") @Default("3")
        double maxAspect,

        @Doc(
                "Smallest share of the letters of the caption that are those of ASCII, between 0 and 1. Together with min_english, it"
                        + " stands in for the identification of the language, which it does not replace.")
        @Default("0")
        double minAscii,

        @Doc(
                "Smallest share of the words of the caption that are among some 60 function words of English, between 0 and 1.")
        @Default("0")
        double minEnglish)
        implements FilterRule {
    private static final Set<String> ENGLISH = Set.of(
            ("a about after all also an and are as at be but by can do for from had has have he her his how i if in is it its"
                            + " more my no not of on one or our out she so than that the their there they this to up was we were"
                            + " what when which who will with you your")
                    .split(" "));

    public BasicRule {
        new Checks()
                .notNegative("min_words", minWords)
                .notNegative("min_characters", minCharacters)
                .notNegative("min_side", minSide)
                .atLeast("max_aspect", maxAspect, 1)
                .between("min_ascii", minAscii, 0, 1)
                .between("min_english", minEnglish, 0, 1)
                .done();
    }

    @Override
    public FilterResult apply(String name, Measures measures) throws IOException {
        Pool pool = measures.pool();
        boolean captions = minWords > 0 || minCharacters > 0 || minAscii > 0 || minEnglish > 0;
        if (captions) {
            pool.requireCaptions(
                    "the filter " + name + " tests them",
                    "set min_words, min_characters, min_ascii and min_english of the filter to 0");
        }
        List<String> values = new ArrayList<>();
        List<List<String>> reasons = new ArrayList<>();
        int largest = 0;
        for (int i = 0; i < pool.size(); i++) {
            String caption = pool.captions().get(i).orElse("");
            Optional<ItemFacts> image = measures.facts(i).filter(ItemFacts::isReadable);
            List<String> own = captions ? ofCaption(caption) : new ArrayList<>();
            image.ifPresent(facts -> own.addAll(ofImage(facts.width(), facts.height())));
            largest = Math.max(largest, image.map(ItemFacts::shorter).orElse(0));
            reasons.add(List.copyOf(own));
            values.add((captions ? words(caption).size() + " words, " + length(caption) + " characters" : "")
                    + image.map(facts -> (captions ? ", " : "") + facts.width() + " x " + facts.height())
                            .orElse(""));
        }
        List<String> notes = new ArrayList<>();
        if (pool.images().isPresent() && largest < minSide) {
            notes.add(
                    "No image has a shorter side of min_side " + minSide + " pixels; the largest has " + largest + ".");
        }
        return FilterResult.byReasons(name, values, reasons, notes);
    }

    /** Returns the reasons against a caption. */
    List<String> ofCaption(String caption) {
        List<String> reasons = new ArrayList<>();
        List<String> words = words(caption);
        add(reasons, words.size() < minWords, "few_words");
        add(reasons, length(caption) < minCharacters, "few_characters");
        long letters = caption.codePoints().filter(Character::isLetter).count();
        long ascii = caption.codePoints()
                .filter(each -> Character.isLetter(each) && each < 128)
                .count();
        add(reasons, ascii < minAscii * letters, "few_ascii_letters");
        long english = words.stream()
                .filter(word -> ENGLISH.contains(WordFinder.plain(word).toLowerCase(Locale.ROOT)))
                .count();
        add(reasons, english < minEnglish * words.size(), "few_english_words");
        return reasons;
    }

    /** Returns the reasons against an image, whose sides are in pixels. */
    List<String> ofImage(int width, int height) {
        List<String> reasons = new ArrayList<>();
        add(reasons, Math.min(width, height) < minSide, "small");
        add(reasons, Math.max(width, height) > maxAspect * Math.min(width, height), "elongated");
        return reasons;
    }

    private static void add(List<String> reasons, boolean applies, String reason) {
        if (applies) {
            reasons.add(reason);
        }
    }

    private static int length(String caption) {
        return caption.codePointCount(0, caption.length());
    }

    private static List<String> words(String caption) {
        return Arrays.stream(caption.strip().split("\\s+"))
                .filter(word -> !word.isEmpty())
                .toList();
    }
}
