package io.winnow.trainer.report;

import io.winnow.trainer.page.Block;
import java.util.List;
import java.util.Optional;

/** Questions that only people can answer; the unanswered ones are shown as such. */
final class AnswersModule implements ReportModule {
    @Override
    public String id() {
        return "answers";
    }

    @Override
    public String title() {
        return "What people say of the data";
    }

    @Override
    public Optional<String> lacks(ReportInput input) {
        return Optional.empty();
    }

    @Override
    public Section run(ReportInput input) {
        List<Answers.Answered> all = input.answers().all();
        Section section = new Section().figure("answers", input.answers().byKey());
        long open = all.stream().filter(each -> each.answer().isEmpty()).count();
        section.figure("unanswered", open);
        if (open > 0) {
            section.say(
                    "%d of %d questions are not answered. Fill in answers.yaml beside this report and give it to the next"
                            + " one with --answers.",
                    open, all.size());
        }
        section.add(new Block.Table(
                "",
                List.of("question", "answer"),
                all.stream()
                        .map(each -> List.of(each.question(), each.answer().orElse("not answered")))
                        .toList()));
        section.add(new Badge(
                "personal_data", null, 0, input.answers().personalData().orElse("not answered")));
        return section;
    }
}
