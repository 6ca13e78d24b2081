/**
 * Anchors: the images of each class whose texts fit the definition of the class best, as trusted examples (capro.md, section 2, after Qin et
 * al., "CAPro: Webly Supervised Learning with Cross-Modality Aligned Prototypes", NeurIPS 2023). May depend on {@code calibrate}, {@code
 * config}, {@code page}, {@code pool} and {@code run}, and on the data sets.
 */
package io.winnow.trainer.anchor;
