package io.winnow.trainer.modality.text;

import io.winnow.datasets.fingerprint.Fingerprint;
import io.winnow.datasets.text.KnowledgeBase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where knowledge about texts is, and how much of it follows a text: a part of the preprocessing that is stored in a run, which keeps the file.
 *
 * @param file the file of the entries
 * @param entries largest number of entries of a text
 * @param retrieval which entries belong to a text
 * @param maxTokens largest number of tokens of the entries of a text
 */
public record TextKnowledge(String file, int entries, KnowledgeConfig.Retrieval retrieval, int maxTokens) {
    /** Name of the file in a run or a bundle. */
    static final String COPY = "knowledge.jsonl";

    public TextKnowledge {
        // Runs from before entries could be found by their vectors do not say how theirs are.
        retrieval = retrieval == null ? KnowledgeConfig.Retrieval.FORMS : retrieval;
    }

    boolean isByVectors() {
        return retrieval == KnowledgeConfig.Retrieval.NEAREST;
    }

    KnowledgeBase base() throws IOException {
        return KnowledgeBase.read(Path.of(file));
    }

    /** Copies the file into a bundle, where {@link #at} finds it. */
    void keep(Path folder) throws IOException {
        Files.copy(Path.of(file), folder.resolve(COPY));
    }

    /** Returns this with the file that a folder keeps, if it does. */
    TextKnowledge at(Path folder) {
        Path copy = folder.resolve(COPY);
        return Files.isRegularFile(copy) ? new TextKnowledge(copy.toString(), entries, retrieval, maxTokens) : this;
    }

    Fingerprint addTo(Fingerprint digest) throws IOException {
        return base().addTo(digest.add("knowledge").add(entries, maxTokens).add(retrieval.name()));
    }
}
