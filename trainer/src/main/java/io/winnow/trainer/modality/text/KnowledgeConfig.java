package io.winnow.trainer.modality.text;

import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import java.nio.file.Path;

/** What is known about texts from elsewhere (kenet.md, section 3). */
@Doc(
        "Knowledge about the words of texts, such as a glossary or an encyclopedia. If a form of an entry occurs in a text, the network reads"
                + " the entry beside the text, and each class attends to both (KeNet, https://arxiv.org/abs/2403.01767). It needs"
                + " representation token_vectors and classify.token_head.")
public record KnowledgeConfig(
        @Doc(
                "File of the entries, such as JSON lines {\"forms\": [\"black hole\"], \"text\": \"A region of ..\"}. A form is the words by which"
                        + " texts name the entry, and belongs to one entry. Of overlapping forms, the longest counts. Do not give the names"
                        + " and descriptions of the classes as entries: the head knows them already.")
        Path file,

        @Doc("Largest number of entries of a text. Those whose form occurs in the fewest training texts are preferred."
                + " 0 leaves all entries out, for a comparison with the same network.")
        @Default("3")
        int entries,

        @Doc(
                "Which entries belong to a text. forms: those whose forms occur in it; nearest: those whose vectors by the encoder have"
                        + " the largest cosines with that of the text, above 0.4, for texts that say things in other words.")
        @Default("forms")
        Retrieval retrieval,

        @Doc(
                "Largest number of subword tokens of the entries of a text together, at least 8. Of each entry, the first two sentences are"
                        + " taken, and at most 64 words; the log says how many entries are longer. The entries of a text are"
                        + " joined by blanks, the preferred ones first, and what is beyond this number is cut off.")
        @Default("128")
        int maxTokens) {
    /** Which entries belong to a text. */
    public enum Retrieval {
        /** Those whose forms occur in it. */
        FORMS,
        /** Those of the most similar texts. */
        NEAREST
    }

    public KnowledgeConfig {
        new Checks()
                .notNegative("entries", entries)
                .atLeast("max_tokens", maxTokens, TextDataConfig.FEWEST_TOKENS)
                .done();
    }
}
