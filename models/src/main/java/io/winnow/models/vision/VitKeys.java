package io.winnow.models.vision;

/**
 * The keys under which a library's configuration has the sizes of a Vision Transformer. A key that is empty does not exist there.
 *
 * @param width length of a token
 * @param depth number of blocks
 * @param heads number of attention heads
 * @param hidden width of the feed-forward layers
 * @param patch side length of a patch
 * @param image side length of an image, or its height and width
 * @param channels number of channels of an image
 */
record VitKeys(String width, String depth, String heads, String hidden, String patch, String image, String channels) {
    static final VitKeys HUGGING_FACE = new VitKeys(
            "hidden_size",
            "num_hidden_layers",
            "num_attention_heads",
            "intermediate_size",
            "patch_size",
            "image_size",
            "num_channels");
    static final VitKeys TIMM =
            new VitKeys("embed_dim", "depth", "num_heads", "", "patch_size", "img_size", "in_chans");
    static final VitKeys OPEN_CLIP = new VitKeys("width", "layers", "", "", "patch_size", "image_size", "");
    /** For layouts without a configuration. */
    static final VitKeys NONE = new VitKeys("", "", "", "", "", "", "");
}
