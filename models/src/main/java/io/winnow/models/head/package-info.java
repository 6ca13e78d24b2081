/** What stands on an encoder while it is trained: projections, classifiers, class centers. May depend on {@code models.layer} and {@code models.torch}. */
package io.winnow.models.head;
