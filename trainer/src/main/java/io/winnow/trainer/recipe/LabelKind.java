package io.winnow.trainer.recipe;

import io.winnow.datasets.label.BagLabels;
import io.winnow.datasets.label.CandidateLabels;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.ClassSets;
import io.winnow.datasets.label.DomainLabels;
import io.winnow.datasets.label.ExcludedLabels;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.label.NoLabels;
import io.winnow.datasets.label.NumberLabels;
import io.winnow.datasets.label.OrdinalLabels;
import io.winnow.datasets.label.SoftLabels;
import io.winnow.datasets.label.VoteLabels;
import java.util.Arrays;
import java.util.Optional;

/** The kinds of labels by their names in a description of data (data-readers.md, section 3), in that order. */
public enum LabelKind {
    CLASS("class", ClassLabels.class, "exactly one class"),
    SOFT("soft", SoftLabels.class, "shares of classes"),
    MULTI("multi", ClassSets.class, "any number of classes"),
    PARTIAL("partial", CandidateLabels.class, "candidates for the class"),
    NOT("not", ExcludedLabels.class, "classes that it does not have"),
    BAG("bag", BagLabels.class, "shares of classes in bags of examples"),
    DOMAIN("domain", DomainLabels.class, "a domain, and no class"),
    ORDINAL("ordinal", OrdinalLabels.class, "a level of an ordered scale"),
    NUMBER("number", NumberLabels.class, "one number or several"),
    VOTES("votes", VoteLabels.class, "votes of annotators"),
    /** Grades of pairs of tables, which are not labels of single examples. */
    GRADES("grades of pairs", null, "a grade of similarity"),
    /** Choices of users, which are not labels of single examples. */
    CHOICES("choices of users", null, "the items that a user chose");

    private final String name;
    private final Class<? extends Labels> type;
    private final String description;

    LabelKind(String name, Class<? extends Labels> type, String description) {
        this.name = name;
        this.type = type;
        this.description = description;
    }

    /** Returns the kind of labels of a type; empty for {@link NoLabels}. */
    public static Optional<LabelKind> of(Class<? extends Labels> type) {
        return Arrays.stream(values()).filter(kind -> kind.type == type).findFirst();
    }

    /** Returns what an example has, such as {@code exactly one class}. */
    public String description() {
        return description;
    }

    @Override
    public String toString() {
        return name;
    }
}
