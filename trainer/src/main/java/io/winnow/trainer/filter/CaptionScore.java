package io.winnow.trainer.filter;

import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.pool.Vectors;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** The cosine of an image and its caption by a model that has encoders of both; high is best. */
@Kind("caption")
@Doc("Cosine of the image and its caption, by a model of images and texts. High scores are the best.")
public record CaptionScore() implements ScoreSource {
    @Override
    public Scores scores(String name, Measures measures) throws IOException {
        float[][] images = measures.vectors();
        float[][] captions = measures.captionVectors();
        double[] scores = new double[images.length];
        Arrays.setAll(
                scores,
                i -> images[i] == null || captions[i] == null ? Double.NaN : Vectors.cosine(images[i], captions[i]));
        return new Scores(scores, true, List.of());
    }
}
