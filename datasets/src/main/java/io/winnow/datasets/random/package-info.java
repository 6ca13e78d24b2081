/** Random numbers as a function of keys, so that a resumed run draws what the uninterrupted one drew. Depends on nothing. */
package io.winnow.datasets.random;
