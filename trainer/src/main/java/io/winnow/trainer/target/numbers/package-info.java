/** One number or several for each example, each of which may be unknown. The outputs are standardised numbers. */
package io.winnow.trainer.target.numbers;
