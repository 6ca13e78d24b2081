package io.winnow.trainer.modality.image;

import ai.djl.ndarray.NDManager;
import io.winnow.models.pretrained.Published;
import io.winnow.trainer.modality.PublishedModels;
import io.winnow.trainer.model.TrainedModel;
import io.winnow.trainer.published.PublishedCheckpoint;
import io.winnow.trainer.published.PublishedEncoder;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Published checkpoints of images. */
final class PublishedImages implements PublishedModels {
    @Override
    public TrainedModel open(PublishedCheckpoint checkpoint, boolean classify, NDManager manager) throws IOException {
        return PublishedImageModel.open(checkpoint, classify, manager);
    }

    @Override
    public int dimension(PublishedCheckpoint checkpoint) throws IOException {
        return PublishedEncoder.of(checkpoint
                        .facts(checkpoint.path().toString(), OptionalInt.empty())
                        .facts())
                .architecture()
                .dimension();
    }

    /** Returns the preprocessing with which an encoder was published. */
    static ImagePreprocessing preprocessing(PublishedEncoder encoder, PublishedCheckpoint checkpoint)
            throws IOException {
        return PublishedPreprocessing.in(checkpoint.folder()).orElseGet(() -> UsualPreprocessing.of(encoder));
    }

    @Override
    public Map<String, Object> describe(PublishedCheckpoint checkpoint, OptionalInt heads) throws IOException {
        PublishedEncoder encoder = PublishedEncoder.of(
                checkpoint.facts(checkpoint.path().toString(), heads).facts());
        ImagePreprocessing preprocessing = preprocessing(encoder, checkpoint);
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("family", encoder.published().family());
        facts.put("library", encoder.published().layout().library());
        facts.put("architecture", encoder.architecture());
        facts.put("dimension", encoder.architecture().dimension());
        facts.put("input", preprocessing.height() + "x" + preprocessing.width() + " pixels");
        facts.put("resizing", preprocessing.resizing());
        facts.put("mean", preprocessing.mean());
        facts.put("std", preprocessing.std());
        encoder.published().head().ifPresent(head -> facts.put("head", describe(head)));
        List<String> left = encoder.leftOver();
        if (!left.isEmpty()) {
            facts.put("not_used", left);
        }
        return facts;
    }

    private static Map<String, Object> describe(Published.Head head) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put(
                "predicts",
                switch (head.outputs()) {
                    case ONE_CLASS -> "exactly one class";
                    case ANY_CLASSES -> "any number of classes";
                    case NUMBERS -> "numbers";
                });
        facts.put("outputs", head.size());
        facts.put(PublishedModels.NAMES, head.classes());
        return facts;
    }
}
