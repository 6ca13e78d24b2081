package io.winnow.trainer.modality.text;

import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.modality.Views;
import io.winnow.trainer.modality.ViewsConfig;
import java.nio.file.Path;
import java.util.Optional;

/** Options of the random views of texts. */
@Kind("text")
@Doc(
        "Options of the random views of training texts, whose words are left out or replaced. A word is a piece of the tokenizer's vocabulary and"
                + " the pieces that continue it.")
public record TextViewsConfig(
        @Doc("Probability that a word is left out, in [0, 1). At least one word of each text of an example is kept.")
        @Default("0.1")
        double wordDropout,

        @Doc(
                "TF-IDF word replacement (arXiv 1904.12848): mean share of the words that are replaced by other words of the training texts, in"
                        + " [0, 1]. Words that say little, such as frequent ones, are replaced first. 0 turns it off.")
        @Default("0.3")
        double replacement,

        @Doc(
                "For texts as vectors: number of changed copies of each text. Their vectors are computed once and kept, and each batch draws"
                        + " one copy of each of its texts. Tokens are changed anew in each batch.")
        @Default("5")
        int copies,

        @Doc(
                "File of changed copies of training texts that you have made, such as translations there and back or paraphrases: records with"
                        + " key, the key of a text as in predictions, and texts, a list of copies; or text, one copy, in as many records as"
                        + " there are. Each view of such a text is one of its copies as it is; words are changed only in texts that the file"
                        + " leaves out. A relative path is also looked for in the folders of data sets.")
        Optional<Path> augmented)
        implements ViewsConfig {
    private static final int USUAL_COPIES = 5;
    private static final TextViewsConfig WEAK = new TextViewsConfig(0.1, 0, USUAL_COPIES, Optional.empty());
    private static final TextViewsConfig STRONG = new TextViewsConfig(0.1, 0.3, USUAL_COPIES, Optional.empty());

    public TextViewsConfig {
        new Checks()
                .below("word_dropout", wordDropout, 0, 1)
                .between("replacement", replacement, 0, 1)
                .atLeast("copies", copies, 1)
                .done();
    }

    /** Returns the usual options for views of texts. */
    static TextViewsConfig usual(Views.Strength strength) {
        return strength == Views.Strength.WEAK ? WEAK : STRONG;
    }
}
