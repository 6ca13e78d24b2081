/** Any number of classes for each example, each of which may be unknown. The output is a logit for each class, independent of the others. */
package io.winnow.trainer.target.sets;
