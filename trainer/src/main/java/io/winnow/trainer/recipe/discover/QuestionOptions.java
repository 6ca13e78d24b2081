package io.winnow.trainer.recipe.discover;

import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.select.NovelRule;
import io.winnow.trainer.select.NovelScope;

/** Which examples to ask people about. */
@Doc("Which examples to ask people about.")
public record QuestionOptions(
        @Doc("Number of questions; 0 for none.") @Default("0")
        int count,

        @Doc(
                "Rule that chooses the examples. novel_certain, novel_margin and novel_random ask about equally many of each new class: "
                        + "those with the largest margin between the two most probable classes, which show what the class is; those with the "
                        + "smallest one, at its border; or any. novel_adaptive is novel_certain, and novel_margin for a run that continues "
                        + "an earlier one. margin (the smallest ones) and random choose among all examples without a label.")
        @Default("novel_adaptive")
        NovelRule by,

        @Doc(
                "Which classes are new for the rules whose names begin with novel: new, all that had no label in the first run, also those"
                        + " that answers have named since, or unnamed, only those without a name.")
        @Default("new")
        NovelScope among) {
    public QuestionOptions {
        new Checks()
                .atLeast("count", count, 0)
                .that(
                        count > 0 || by == NovelRule.NOVEL_ADAPTIVE,
                        "by",
                        "must be left out without count: no questions are asked")
                .that(
                        (count > 0 && by.isNovel()) || among == NovelScope.NEW,
                        "among",
                        "must be left out without questions about new classes")
                .done();
    }
}
