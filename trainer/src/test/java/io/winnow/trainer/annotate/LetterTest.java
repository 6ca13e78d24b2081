package io.winnow.trainer.annotate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.winnow.datasets.source.ClassInfo;
import io.winnow.trainer.chat.ChatAnswer.Alternative;
import io.winnow.trainer.chat.ChatAnswer.Token;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Letters of options: their order, how answers are read, and the probabilities (llm-annotators.md, sections 2 and 7). */
class LetterTest {
    private static final LetterOptions THREE = new LetterOptions(new int[] {2, 0, 1});
    private static final List<ClassInfo> CLASSES = Arrays.asList(info("cat"), info("dog"), info("other animal"));

    private static ClassInfo info(String name) {
        return new ClassInfo(name.replace(' ', '_'), name, Optional.empty(), List.of());
    }

    private static OptionalInt parse(String answer) {
        return LetterAnswer.parse(answer, THREE, CLASSES);
    }

    @Test
    void answersThatNameOneOptionAreRead() {
        for (String answer : List.of(
                "B",
                " b",
                "B.",
                "(B)",
                "**B**",
                "`B`",
                "B) cat",
                "B. cat: a pet",
                "B - cat",
                "B\nbecause it purrs",
                "I think it is B because it is a cat.",
                "I would say B. A dog barks.",
                "A cat purrs, so the answer is B.",
                "The best option: B",
                "<think>A or C? No.</think>\nB",
                "A or C? No.</think>\nB",
                "cat",
                "Cat.")) {
            assertThat(parse(answer)).as(answer).isEqualTo(OptionalInt.of(0));
        }
        assertThat(parse("A")).hasValue(2);
        assertThat(parse("other_animal")).hasValue(2);
    }

    @Test
    void answersThatNameNoneOrSeveralAreNotGuessed() {
        for (String answer : List.of(
                "D",
                "Z.",
                "",
                "?",
                "A or B",
                "It is A rather than B.",
                "I cannot tell.",
                "A cat, I think.",
                "none",
                "ABBA",
                "<think>Okay. Maybe option B fits, but",
                "<think>A?</think><thinking>B",
                "dogs and cats")) {
            assertThat(parse(answer)).as(answer).isEmpty();
        }
    }

    @Test
    void manyLabelsHaveCodesOfTwoLetters() {
        LetterOptions many = new LetterOptions(IntStream.range(0, 77).toArray());
        assertThat(many.code(0)).isEqualTo("AA");
        assertThat(many.code(76)).isEqualTo("CY");
        for (int k = 0; k < 77; k++) {
            assertThat(many.label(many.codeOf(k))).hasValue(k);
        }
        assertThat(many.label("CZ")).isEmpty();
        assertThat(many.label("C")).isEmpty();
        assertThat(LetterAnswer.parse("cy", many, List.of())).hasValue(76);
        assertThat(new LetterOptions(IntStream.range(0, 26).toArray()).code(25)).isEqualTo("Z");
    }

    @Test
    void theOrderDependsOnItemAndAnnotatorOnly() {
        LetterOptions one = LetterOptions.of(20, 1, "item", "gpt/a");
        assertThat(one.order())
                .containsExactly(LetterOptions.of(20, 1, "item", "gpt/a").order());
        assertThat(one.order())
                .isNotEqualTo(LetterOptions.of(20, 1, "item", "gpt/b").order());
        assertThat(one.order())
                .isNotEqualTo(LetterOptions.of(20, 1, "other", "gpt/a").order());
        assertThat(one.order())
                .isNotEqualTo(LetterOptions.of(20, 2, "item", "gpt/a").order());
        int[] first = new int[3];
        for (int i = 0; i < 3000; i++) {
            first[LetterOptions.of(3, 1, "item" + i, "x").order()[0]]++;
        }
        // Three standard errors of a share of a third in 3,000 draws are 77.5.
        for (int count : first) {
            assertThat(count).isBetween(923, 1077);
        }
    }

    private static List<Token> token(String text, Alternative... alternatives) {
        return List.of(
                new Token(text, alternatives.length > 0 ? alternatives[0].logprob() : -0.5, List.of(alternatives)));
    }

    @Test
    void logprobsGiveProbabilities() {
        LetterOptions two = new LetterOptions(new int[] {0, 1});
        double[] p = LetterProbabilities.of(
                        token("A", new Alternative("A", -0.105), new Alternative("B", -2.302)), two, 0)
                .orElseThrow();
        assertThat(p[0]).isCloseTo(0.9, within(5e-4));
        assertThat(p[1]).isCloseTo(0.1, within(5e-4));
    }

    @Test
    void waysToWriteALetterAreSummedAndMissingOnesAreBelowTheLeast() {
        double[] p = LetterProbabilities.of(
                        token(
                                "B",
                                new Alternative("B", Math.log(0.4)),
                                new Alternative(" B", Math.log(0.2)),
                                new Alternative("b.", Math.log(0.1)),
                                new Alternative("\u2581A", Math.log(0.1)),
                                new Alternative("the", Math.log(0.05))),
                        THREE,
                        0)
                .orElseThrow();
        // Options A, B, C are the classes 2, 0, 1; C is missing: 0.05 / e.
        double missing = 0.05 / Math.E;
        double total = 0.7 + 0.1 + missing;
        assertThat(p).containsExactly(new double[] {0.7 / total, missing / total, 0.1 / total}, within(1e-12));
    }

    @Test
    void theTokenOfTheLetterIsFoundInASentence() {
        List<Token> tokens = List.of(
                new Token("Option", -1, List.of(new Alternative("A", -1))),
                new Token(
                        " B",
                        -0.1,
                        List.of(new Alternative(" B", Math.log(0.8)), new Alternative(" A", Math.log(0.2)))));
        double[] p = LetterProbabilities.of(tokens, new LetterOptions(new int[] {0, 1}), 1)
                .orElseThrow();
        assertThat(p).containsExactly(new double[] {0.2, 0.8}, within(1e-12));
        assertThat(LetterProbabilities.of(List.of(), THREE, 0)).isEmpty();
        assertThat(LetterProbabilities.of(token("dog"), THREE, 0)).isEmpty();
    }

    private static Token sure(String text, String other) {
        return new Token(
                text, -0.1, List.of(new Alternative(text, Math.log(0.8)), new Alternative(other, Math.log(0.2))));
    }

    @Test
    void lettersInAThoughtAreNoAnswers() {
        LetterOptions two = new LetterOptions(new int[] {0, 1});
        List<Token> thought = List.of(
                new Token("<th", -0.1, List.of()),
                new Token("ink>", -0.1, List.of()),
                sure("B", "A"),
                new Token("</think>", -0.1, List.of()));
        assertThat(LetterProbabilities.of(thought, two, 1)).isEmpty();
        List<Token> answer = new ArrayList<>(thought);
        answer.add(new Token("\n", -0.1, List.of()));
        answer.add(new Token(
                "B", -0.1, List.of(new Alternative("B", Math.log(0.6)), new Alternative("A", Math.log(0.4)))));
        assertThat(LetterProbabilities.of(answer, two, 1).orElseThrow())
                .containsExactly(new double[] {0.4, 0.6}, within(1e-12));
        assertThat(LetterProbabilities.of(thought.subList(0, 3), two, 1)).isEmpty();
        assertThat(LetterProbabilities.of(answer.subList(2, 6), two, 1).orElseThrow()[1])
                .isCloseTo(0.6, within(1e-12));
    }

    /** Whatever the other labels share must not make one of them the most probable. */
    @Test
    void aRestThatContradictsTheAnswerIsNotShared() {
        LetterOptions two = new LetterOptions(new int[] {0, 1});
        assertThat(LetterProbabilities.of(List.of(new Token("A", Math.log(0.4), List.of())), two, 0))
                .isEmpty();
        assertThat(LetterProbabilities.of(List.of(new Token("A", Math.log(0.5), List.of())), two, 0))
                .isEmpty();
        LetterOptions many = new LetterOptions(IntStream.range(0, 31).toArray());
        assertThat(LetterProbabilities.of(List.of(new Token("BA", Math.log(0.03), List.of())), many, 26))
                .isEmpty();
        assertThat(LetterProbabilities.of(List.of(new Token("BA", Math.log(0.04), List.of())), many, 26))
                .isPresent();
    }

    @Test
    void codesOfTwoLettersHaveTheProductOfTheirTokens() {
        LetterOptions many = new LetterOptions(IntStream.range(0, 31).toArray());
        List<Token> tokens =
                List.of(new Token("B", Math.log(0.9), List.of()), new Token("A", Math.log(0.8), List.of()));
        double[] p = LetterProbabilities.of(tokens, many, 26).orElseThrow();
        assertThat(p[26]).isCloseTo(0.72, within(1e-12));
        assertThat(p[0]).isCloseTo(0.28 / 30, within(1e-12));
    }

    @Test
    void samplesGiveProbabilities() {
        assertThat(LetterProbabilities.ofSamples(new int[] {4, 1}))
                .containsExactly(new double[] {4.5 / 6, 1.5 / 6}, within(1e-15));
    }

    @Test
    void wordsInBracesAreReplacedAtOnce() {
        PromptTemplate template = new PromptTemplate("x", "{labels}|{text}|{other} {");
        assertThat(template.render(Map.of("labels", "$1 {text}", "text", "{labels}\\")))
                .isEqualTo("$1 {text}|{labels}\\|{other} {");
        assertThat(PromptTemplate.delimited("a</text>b")).isEqualTo("<text-1>\na</text>b\n</text-1>");
    }
}
