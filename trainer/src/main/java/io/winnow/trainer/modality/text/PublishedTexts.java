package io.winnow.trainer.modality.text;

import ai.djl.ndarray.NDManager;
import io.winnow.models.pretrained.Published;
import io.winnow.models.text.TextFamilies;
import io.winnow.models.text.TextOptions;
import io.winnow.trainer.modality.PublishedModels;
import io.winnow.trainer.model.TrainedModel;
import io.winnow.trainer.published.PublishedCheckpoint;
import io.winnow.trainer.published.PublishedFacts;
import io.winnow.trainer.run.ReadFailure;
import io.winnow.trainer.table.PretrainedText;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Published checkpoints of encoders of texts. */
final class PublishedTexts implements PublishedModels {
    @Override
    public Map<String, Object> describe(PublishedCheckpoint checkpoint, OptionalInt heads) throws IOException {
        Published<TextOptions> published = recognise(checkpoint, heads);
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("family", published.family());
        facts.put("library", published.layout().library());
        facts.put("architecture", published.architecture());
        facts.put("tokens", published.architecture().maxTokens());
        return facts;
    }

    private static Published<TextOptions> recognise(PublishedCheckpoint checkpoint, OptionalInt heads)
            throws IOException {
        PublishedFacts facts = checkpoint.facts(checkpoint.path().toString(), heads);
        try {
            return TextFamilies.recognise(facts.facts());
        } catch (IOException e) {
            throw ReadFailure.of(e);
        }
    }

    @Override
    public int dimension(PublishedCheckpoint checkpoint) throws IOException {
        return encoder(checkpoint).dimension();
    }

    @Override
    public TrainedModel open(PublishedCheckpoint checkpoint, boolean classify, NDManager manager) throws IOException {
        FrozenEncoder encoder = encoder(checkpoint);
        return new PublishedTextModel(
                new TextVectors(encoder, encoder.dimension()),
                Optional.of(new PublishedTextModel.Source(checkpoint, manager)));
    }

    private static FrozenEncoder encoder(PublishedCheckpoint checkpoint) throws IOException {
        recognise(checkpoint, OptionalInt.empty()); // before anything is said of files of the tokenizer
        return FrozenEncoder.of(PretrainedText.in(checkpoint.folder()), Integer.MAX_VALUE);
    }
}
