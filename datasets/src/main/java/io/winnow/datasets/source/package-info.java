/**
 * Data that are described rather than laid out in a certain way: a metadata file whose columns hold keys, texts or names of files, and
 * labels of any kind, and the reader of such descriptions. May depend on {@code datasets.file} and {@code datasets.label}.
 */
package io.winnow.datasets.source;
