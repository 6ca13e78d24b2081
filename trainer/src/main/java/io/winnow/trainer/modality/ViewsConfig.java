package io.winnow.trainer.modality;

import io.winnow.trainer.config.Doc;

/** Options of the random views of training examples. */
@Doc("Random views of training examples. By default, those that suit the method.")
public interface ViewsConfig {}
