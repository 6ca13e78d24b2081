/**
 * Reads YAML configuration files into validated records. Supports {@code extends}, {@code --set}, default values and sections whose record
 * is selected by {@code kind}; reports every error at once, with file and line; and writes a JSON Schema. The package must not depend on
 * any other package of this project, nor on any recipe.
 */
package io.winnow.trainer.config;
