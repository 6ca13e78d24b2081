/**
 * k-means on the device, in one or two levels, the search for the nearest centers, and measures of agreement with classes. It takes and
 * returns arrays, and must not depend on images or recipes.
 */
package io.winnow.trainer.cluster;
