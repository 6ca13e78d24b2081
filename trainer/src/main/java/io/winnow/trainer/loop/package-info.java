/**
 * The loop of labelling: a project in a folder of plain files, whose rounds choose items, ask people, read their answers and train a classifier
 * on the vectors of a frozen encoder. Strategies are in {@code select} and the files of tools in {@code labelling}; any model that gives
 * vectors will do, whatever its items are.
 */
package io.winnow.trainer.loop;
