package io.winnow.trainer.modality.text;

import io.winnow.datasets.Plural;
import io.winnow.datasets.Shown;
import io.winnow.datasets.label.NoLabels;
import io.winnow.datasets.source.DescribedData;
import io.winnow.datasets.text.KnowledgeBase;
import io.winnow.datasets.text.TextDataset;
import io.winnow.trainer.modality.DataPaths;
import io.winnow.trainer.modality.Preprocessing;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.ReadFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/** Where what is known about texts comes from: the file of a configuration, or the one that a run keeps. It is read when it is first needed. */
final class KnowledgeSource {
    private final Optional<KnowledgeConfig> config;
    private final Optional<TextKnowledge> fixed;
    private final FrozenEncoder encoder;
    private final Optional<Path> kept;
    private List<String> notes = List.of();
    private Knowledge knowledge;

    /**
     * @param config what a configuration says
     * @param fixed the preprocessing that an earlier training has fixed, whose knowledge is taken; empty if there is none
     * @param kept folder in which vectors are kept; empty if they are not kept
     */
    KnowledgeSource(
            Optional<KnowledgeConfig> config,
            Optional<? extends Preprocessing> fixed,
            FrozenEncoder encoder,
            Optional<Path> kept) {
        this.config = fixed.isPresent() ? Optional.empty() : config;
        this.fixed = fixed.map(each -> each instanceof TextTokenVectors vectors ? vectors.knowledge() : null);
        this.encoder = encoder;
        this.kept = kept;
    }

    /** Returns the knowledge; empty if nothing follows the texts. */
    synchronized Optional<Knowledge> get() {
        if (knowledge == null && fixed.isPresent()) {
            try {
                knowledge = Knowledge.open(fixed.get(), encoder, kept);
            } catch (IOException e) {
                throw ReadFailure.of(e);
            }
        }
        return Optional.ofNullable(knowledge);
    }

    /**
     * Reads the file of the configuration, and counts its forms in the training texts.
     *
     * @param examples indices of the training texts in use
     */
    synchronized Optional<TextKnowledge> fit(DescribedData train, int[] examples) throws IOException {
        if (config.isPresent()) {
            KnowledgeConfig given = config.get();
            Path file = DataPaths.require(given.file());
            TextDataset texts = TextDataset.of(train, new NoLabels(train.size()));
            KnowledgeBase base = KnowledgeBase.read(file)
                    .counted(IntStream.of(examples)
                            .mapToObj(texts::item)
                            .map(Knowledge::words)
                            .toList());
            TextKnowledge options =
                    new TextKnowledge(file.toString(), given.entries(), given.retrieval(), given.maxTokens());
            knowledge = Knowledge.of(base, options, encoder, kept);
            notes = new ArrayList<>(List.of(coverage(texts, examples)));
            longer().ifPresent(notes::add);
            names(train).ifPresent(notes::add);
        }
        return get().map(Knowledge::options);
    }

    private Optional<String> longer() {
        long longer = knowledge.base().entries().stream()
                .filter(entry -> !Knowledge.isWhole(entry.text()))
                .count();
        return longer == 0
                ? Optional.empty()
                : Optional.of(knowledge.options().file() + ": " + Plural.of(longer, "entry is", "entries are")
                        + " longer than is read of an entry, which is its first two sentences and at most "
                        + Knowledge.MOST_WORDS + " words. Put what matters first.");
    }

    /** What a text about a class says of it is no knowledge from elsewhere: the head knows the names of the classes. */
    private Optional<String> names(DescribedData train) {
        List<String> names = knowledge
                .base()
                .forms(train.labels().values().stream()
                        .flatMap(labels -> labels.classNames().stream())
                        .distinct()
                        .toList());
        return names.isEmpty()
                ? Optional.empty()
                : Optional.of(knowledge.options().file() + " has names of classes among its forms (" + Shown.of(names)
                        + "). What it says of them tells the network about the classes rather than about other words of the"
                        + " texts; leave these entries out to measure what knowledge is worth.");
    }

    private String coverage(TextDataset texts, int[] examples) {
        int[] found = knowledge.found(texts.part(examples)).stream()
                .mapToInt(List::size)
                .toArray();
        int covered = (int) IntStream.of(found).filter(count -> count > 0).count();
        return String.format(
                Locale.ROOT,
                "%s: %d of %s have an entry, on average %.1f entries%s.",
                knowledge.options().file(),
                covered,
                Plural.of(found.length, "training text", "training texts"),
                covered == 0 ? 0 : IntStream.of(found).sum() / (double) covered,
                knowledge.options().isByVectors() ? "" : ofForms());
    }

    private String ofForms() {
        int unmatched = knowledge.base().unmatched();
        return String.format(
                Locale.ROOT,
                "; %d of %s occur in none%s",
                knowledge.base().unseen(),
                Plural.of(knowledge.base().size(), "form", "forms"),
                unmatched == 0
                        ? ""
                        : ", and " + Plural.of(unmatched, "further one matches", "further ones match")
                                + " nothing, because function words and forms of fewer than three letters do not");
    }

    /** Returns notes for the user on what was read. */
    List<String> notes() {
        return notes;
    }

    /** Writes the knowledge with its counts into the folder of a run. */
    void keep(Path run) throws IOException {
        if (knowledge != null) {
            AtomicFiles.write(run.resolve(TextKnowledge.COPY), knowledge.base()::write);
        }
    }
}
