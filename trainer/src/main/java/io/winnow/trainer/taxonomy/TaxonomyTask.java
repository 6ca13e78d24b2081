package io.winnow.trainer.taxonomy;

import io.winnow.trainer.annotate.ItemOptions;
import io.winnow.trainer.annotate.PromptTemplate;
import io.winnow.trainer.chat.Endpoint;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.ConfigReader;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Inline;
import io.winnow.trainer.run.InputPaths;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What labels are wanted for, and which language model proposes them. */
@Doc("What labels are wanted for, and which language model proposes them.")
public record TaxonomyTask(
        @Doc(
                "What the labels are for, in a sentence or more, such as `We sort questions to a bank by what the customer wants.`")
        String useCase,

        @Inline ItemOptions items,
        Endpoint endpoint,

        @Doc("Number of texts that are summarised, drawn at random, at least 1.") @Default("1000")
        int sample,

        @Doc("Number of summaries that are shown at once, at least 1.") @Default("200")
        int batch,

        @Doc("Largest number of labels, at least 2.") @Default("25")
        int mostLabels,

        @Doc("Largest number of tokens of an answer with labels, at least 100. Summaries have at most 100.")
        @Default("4000")
        int answerTokens,

        @Doc("Whether the server is asked for JSON (response_format). Set this to false for servers that refuse it.")
        @Default("true")
        boolean jsonFormat,

        @Default("{}") Prompts prompts,

        @Doc("Seed of the sample and its order, at least 0.") @Default("1")
        long seed) {
    private static final int LEAST_TOKENS = 100;

    public TaxonomyTask {
        new Checks()
                .that(useCase == null || !useCase.isBlank(), "use_case", "must not be blank")
                .atLeast("sample", sample, 1)
                .atLeast("batch", batch, 1)
                .atLeast("most_labels", mostLabels, 2)
                .atLeast("answer_tokens", answerTokens, LEAST_TOKENS)
                .that(seed >= 0, "seed", "must not be negative, found " + seed)
                .done();
    }

    /** The wordings of the steps. */
    @Doc("Files with wordings of the steps. By default, those that come with Winnow.")
    public record Prompts(
            @Doc("How a text is summarised, with {use_case} and {text}.")
            Optional<Path> summary,

            @Doc("How labels are proposed, with {use_case}, {summaries} and {labels}, their largest number.")
            Optional<Path> generate,

            @Doc("How labels are edited, with {taxonomy} as well.")
            Optional<Path> update,

            @Doc("How labels are reviewed, with {use_case}, {taxonomy} and {labels}.")
            Optional<Path> review) {}

    /** Reads a task. Paths in it are relative to the working directory, or to the folder of the file. */
    public static TaxonomyTask read(Path file, List<String> assignments) {
        InputPaths.require(file);
        return InputPaths.allFrom(
                new ConfigReader().read(TaxonomyTask.class, file, assignments),
                file.toAbsolutePath().getParent());
    }

    /** The wordings that were read. */
    record Wordings(PromptTemplate summary, PromptTemplate generate, PromptTemplate update, PromptTemplate review) {}

    Wordings wordings() throws IOException {
        return new Wordings(
                wording(prompts.summary(), "summary", List.of("use_case", "text")),
                wording(prompts.generate(), "generate", List.of("use_case", "summaries", "labels")),
                wording(prompts.update(), "update", List.of("use_case", "taxonomy", "summaries", "labels")),
                wording(prompts.review(), "review", List.of("use_case", "taxonomy", "labels")));
    }

    private static PromptTemplate wording(Optional<Path> file, String name, List<String> places) throws IOException {
        return file.isPresent()
                ? PromptTemplate.read(file.get(), places, places)
                : PromptTemplate.embedded(TaxonomyTask.class, name);
    }
}
