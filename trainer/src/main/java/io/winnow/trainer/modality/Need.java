package io.winnow.trainer.modality;

/** What a method may need of its data beyond examples that become arrays. */
public enum Need {
    /** Random views of the training examples, see {@link TaskData#views}. */
    VIEWS("random views"),
    /** Views that are drawn or prepared in advance, see {@link TaskData#views}: what methods need that compare an example with its change. */
    CHANGES("random views or changed copies"),
    /** Examples that are sequences of tokens, such as texts whose encoder is trained further. */
    TOKENS("tokens"),
    /** Pairs of tables, which the data of no modality are. */
    TABLE_PAIRS("pairs of tables");

    private final String description;

    Need(String description) {
        this.description = description;
    }

    /** Returns the noun in the plural, such as {@code random views}. */
    public String description() {
        return description;
    }
}
