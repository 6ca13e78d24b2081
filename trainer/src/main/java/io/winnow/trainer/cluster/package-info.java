/** k-means on the device, and the centers nearest to each vector. Arrays in, arrays out: knows neither images nor recipes. */
package io.winnow.trainer.cluster;
