package io.winnow.trainer.draft;

import java.util.Locale;

/** What is known of each example. */
public enum Known {
    NOTHING("There are no labels, or none that you want to use."),
    CLASS("Each example has one class, and nearly all of these labels are right."),
    NOISY_CLASS("Each example has one class, and more than about one label in twenty may be wrong."),
    CLASSES("Each example has any number of classes, and all of them are noted."),
    SOME_CLASSES("Each example has any number of classes, but some that it has may not be noted."),
    CANDIDATES("Each example has several possible classes, exactly one of which is right."),
    VOTES("Several people labelled each example, and they may disagree."),
    SHARES("Each example has a share of every class, such as 70% cat and 30% dog."),
    ORDER("Each example has a level of an ordered scale, such as poor, fair and good."),
    NUMBER("Each example has a number, such as a price."),
    GRADES("Each pair is similar or not, and may have a grade.");

    private final String meaning;

    Known(String meaning) {
        this.meaning = meaning;
    }

    /** Returns the choice of a question. */
    Question.Choice choice() {
        return new Question.Choice(toString(), meaning);
    }

    /** Returns what an answer says is known. */
    static Known of(String answer) {
        return valueOf(answer.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    /** The answer, such as {@code noisy-class}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
