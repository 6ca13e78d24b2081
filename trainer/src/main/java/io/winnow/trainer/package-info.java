/** Winnow trainer. */
package io.winnow.trainer;
