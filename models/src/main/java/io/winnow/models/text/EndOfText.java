package io.winnow.models.text;

import ai.djl.ndarray.NDArray;

/** Which token's vector becomes the vector of a text (specification "Pretrained encoders", section 5). */
public sealed interface EndOfText {
    /** Returns the places of these tokens (B) in texts (B, 2, L). */
    NDArray places(NDArray texts);

    /** The first token with this id. Later ones may be padding. */
    record FirstOf(int id) implements EndOfText {
        @Override
        public NDArray places(NDArray texts) {
            return ClipScript.firstOf(texts, id);
        }
    }

    /** The first token with the largest id, as OpenAI's vocabulary has the end of a text last. */
    record LargestId() implements EndOfText {
        @Override
        public NDArray places(NDArray texts) {
            return ClipScript.largestId(texts);
        }
    }

    /** The last place, which is padding in most texts. */
    record LastPlace() implements EndOfText {
        @Override
        public NDArray places(NDArray texts) {
            return ClipScript.lastPlace(texts);
        }
    }
}
