package io.winnow.trainer.predict;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.models.loss.Losses;
import io.winnow.models.torch.Autograd;
import io.winnow.trainer.model.TextTower;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.util.List;

/**
 * What is said of an item in a text, such as {@code a photo of a {}.} The vectors of several templates are averaged, after they were scaled
 * to length 1 (Radford et al. 2021, section 3.1.4).
 *
 * @param texts texts in which {@link #NAME} stands for the name of a class, or for a caption
 */
public record Templates(List<String> texts) {
    /** What stands for a name or a caption. */
    public static final String NAME = "{}";

    /** Captions are texts as they are. */
    public static final Templates CAPTION = new Templates(List.of(NAME));

    /** @throws UserException if a template has no place for the name */
    public Templates {
        texts = List.copyOf(texts);
        for (String template : texts) {
            if (!template.contains(NAME)) {
                throw new UserException("The template '" + template + "' has no " + NAME
                        + ", which stands for the name of the class or for the caption. Write it where that belongs, such as"
                        + " 'a photo of a " + NAME + ".'.");
            }
        }
    }

    /**
     * Returns the vectors (N, D) of names or captions, each of length 1.
     *
     * @param manager manager to which the result is attached
     */
    NDArray embed(TextTower tower, List<String> names, NDManager manager) throws IOException {
        try (Autograd.Recording pause = Autograd.pause();
                NDManager scope = manager.newSubManager()) {
            List<String> sentences = texts.stream()
                    .flatMap(template -> names.stream().map(name -> template.replace(NAME, name)))
                    .toList();
            NDArray vectors = tower.embed(sentences, scope).reshape(texts.size(), names.size(), -1);
            NDArray mean = Losses.unitRows(vectors.mean(new int[] {0}));
            mean.attach(manager);
            return mean;
        }
    }
}
