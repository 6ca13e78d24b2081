package io.winnow.trainer.model;

import io.winnow.datasets.catalog.Catalog;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How the inputs that a user names are read.
 *
 * @param catalog the data sets that have a name
 * @param charset character set of files of tables that do not say it themselves
 * @param items file of items that other inputs refer to by their ids; empty if none is named
 */
public record InputOptions(Catalog catalog, Charset charset, Optional<Path> items) {}
