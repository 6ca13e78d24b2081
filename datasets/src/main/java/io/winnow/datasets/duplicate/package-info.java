/**
 * Items that are nearly the same: images by perceptual hashes, texts by MinHash, each found without comparing all pairs and then verified
 * pair by pair. May depend on {@code datasets.fingerprint}, {@code datasets.image}, {@code datasets.random} and {@code datasets.split}.
 */
package io.winnow.datasets.duplicate;
