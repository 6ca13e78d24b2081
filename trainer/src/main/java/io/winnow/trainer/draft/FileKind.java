package io.winnow.trainer.draft;

import java.util.Locale;

/** What the examples of a user's files are. */
public enum FileKind {
    IMAGES("A folder of images, or shards; the classes are its subfolders if it has any."),
    LISTED_IMAGES("Each record names an image file, and says what is known of it."),
    TEXTS("Each record has a text, such as a question or an abstract."),
    ROWS("Each record is a row of numbers, categories and texts."),
    TABLE_PAIRS("Each record has two tables, and says whether they are similar.");

    private final String meaning;

    FileKind(String meaning) {
        this.meaning = meaning;
    }

    /** Returns the choice of a question. */
    Question.Choice choice() {
        return new Question.Choice(toString(), meaning);
    }

    /** Returns the kind of an answer. */
    static FileKind of(String answer) {
        return valueOf(answer.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    /** The answer, such as {@code listed-images}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
