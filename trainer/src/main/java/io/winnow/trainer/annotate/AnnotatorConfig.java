package io.winnow.trainer.annotate;

import io.winnow.trainer.chat.Endpoint;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import java.nio.file.Path;
import java.util.Optional;

/** An annotator of a task. */
@Doc("An annotator of a task.")
public sealed interface AnnotatorConfig {
    /** Returns the name in files; a language model has one annotator for each wording, whose name follows it. */
    String shownName();

    /** How a language model says how sure it is. */
    enum Certainty {
        /** By the log-probabilities of the first token of its answer, or by samples if the server gives none. */
        LOGPROBS,
        /** By the shares of several answers that are drawn at temperature 0.7. */
        SAMPLES
    }

    /** A language model behind an address. */
    @Kind("language_model")
    @Doc("A language model behind an address. With each wording of the question, it is an annotator of its own.")
    record LanguageModel(
            @Doc("Name in the files. By default, the name of the model.")
            Optional<String> name,

            Endpoint endpoint,

            @Doc(
                    "How the certainty of the model is measured. logprobs: by the log-probabilities of the first token of its answer, or by samples if"
                            + " the server gives none; samples: by the shares of several answers that are drawn at temperature 0.7.")
            @Default("logprobs")
            Certainty certainty,

            @Doc("Number of answers that are drawn for samples, at least 2.") @Default("5")
            int samples)
            implements AnnotatorConfig {
        public LanguageModel {
            new Checks().atLeast("samples", samples, 2).done();
        }

        @Override
        public String shownName() {
            return name.orElse(endpoint == null ? "" : endpoint.model());
        }
    }

    /** Similarity of vectors. */
    @Kind("zero_shot")
    @Doc(
            "A stand-in for a language model that asks nobody: the probabilities are the softmax of scale times the cosines of the vectors"
                    + " of a text and of each label's name and description, by the encoder that comes with Winnow. For texts only.")
    record ZeroShot(
            @Doc("Name in the files.") @Default("zero-shot") String name,

            @Doc("Factor of the cosines, above 0.") @Default("20")
            double scale)
            implements AnnotatorConfig {
        public ZeroShot {
            new Checks().positive("scale", scale).done();
        }

        @Override
        public String shownName() {
            return name;
        }
    }

    /** A trained classifier. */
    @Kind("model")
    @Doc("A classifier that Winnow trained or exported. Its classes must be labels of the task.")
    record Model(
            @Doc("Name in the files. By default, the name of the folder.")
            Optional<String> name,

            @Doc("Directory of a run, or an exported model.")
            Path model)
            implements AnnotatorConfig {
        @Override
        public String shownName() {
            return name.orElse(model == null ? "" : model.getFileName().toString());
        }
    }
}
