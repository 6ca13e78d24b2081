/**
 * The labels of examples (none, one class or several per example), where they are read from, and how they are aggregated and corrupted. May
 * depend on {@code datasets.file} and {@code datasets.random}.
 */
package io.winnow.datasets.label;
