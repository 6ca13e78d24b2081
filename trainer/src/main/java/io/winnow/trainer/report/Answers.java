package io.winnow.trainer.report;

import io.winnow.trainer.config.ConfigReader;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.run.Json;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Answers to the questions on a data set that only people can answer, as data cards and datasheets ask them. */
@Doc("Answers to questions on a data set that only people can answer.")
public record Answers(
        @Doc("Who made the data set, and for whom?") Optional<String> madeBy,

        @Doc("When were the data collected?") Optional<String> collected,

        @Doc("Where do the data come from, and how were they selected?")
        Optional<String> origin,

        @Doc("Under which licence may the data be used?") Optional<String> licence,

        @Doc("How were labels given: by which instruction, and with which tool?")
        Optional<String> labelling,

        @Doc("How many annotators labelled each item, who were they, and how were they paid?")
        Optional<String> annotators,

        @Doc("Do the data contain personal data, and of whom?")
        Optional<String> personalData,

        @Doc("Did the people whom the data concern consent?")
        Optional<String> consent,

        @Doc("What are the data meant for?") Optional<String> intendedUses,

        @Doc("What should the data not be used for?") Optional<String> unsuitedUses,

        @Doc("Who maintains the data, and how are mistakes reported?")
        Optional<String> maintenance) {
    public Answers {
        madeBy = answered(madeBy);
        collected = answered(collected);
        origin = answered(origin);
        licence = answered(licence);
        labelling = answered(labelling);
        annotators = answered(annotators);
        personalData = answered(personalData);
        consent = answered(consent);
        intendedUses = answered(intendedUses);
        unsuitedUses = answered(unsuitedUses);
        maintenance = answered(maintenance);
    }

    /** A blank answer is none. */
    private static Optional<String> answered(Optional<String> answer) {
        return answer.filter(text -> !text.isBlank());
    }

    /** No question is answered. */
    public static Answers none() {
        return new ConfigReader().parse(Answers.class, "answers", "{}", List.of());
    }

    /**
     * A question and its answer.
     *
     * @param key key in the file
     * @param answer empty if there is none
     */
    record Answered(String key, String question, Optional<String> answer) {}

    /**
     * Reads a file.
     *
     * @throws io.winnow.trainer.run.UserException if it contains mistakes, such as an unknown key; the message has line and key
     */
    public static Answers read(Path file) {
        return new ConfigReader().read(Answers.class, file, List.of());
    }

    /** Returns the questions in their order. */
    List<Answered> all() {
        List<Answered> all = new ArrayList<>();
        List<Optional<String>> answers = Arrays.asList(
                madeBy,
                collected,
                origin,
                licence,
                labelling,
                annotators,
                personalData,
                consent,
                intendedUses,
                unsuitedUses,
                maintenance);
        RecordComponent[] components = Answers.class.getRecordComponents();
        for (int i = 0; i < components.length; i++) {
            String key = components[i].getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
            all.add(new Answered(key, components[i].getAnnotation(Doc.class).value(), answers.get(i)));
        }
        return all;
    }

    /** Returns the answers by their keys; null where there is none. */
    Map<String, String> byKey() {
        Map<String, String> answers = new LinkedHashMap<>();
        all().forEach(each -> answers.put(each.key(), each.answer().orElse(null)));
        return answers;
    }

    /** Returns the file of the answers, in which those that are missing are marked. */
    String yaml() {
        StringBuilder yaml = new StringBuilder("# Answers to questions on the data that only people can answer. Fill in"
                + " what is missing, and give this file\n# to the next report with --answers.\n");
        for (Answered each : all()) {
            yaml.append("\n# ")
                    .append(each.question())
                    .append('\n')
                    .append(each.key())
                    .append(':');
            yaml.append(
                    each.answer().isPresent() ? " " + Json.line(each.answer().get()) + "\n" : " \"\" # not answered\n");
        }
        return yaml.toString();
    }
}
