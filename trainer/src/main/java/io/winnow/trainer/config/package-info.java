/**
 * YAML to validated records: {@code extends}, {@code --set}, defaults, polymorphic sections by {@code kind}, every error at once with
 * file and line, and a JSON Schema. Knows no recipe; depends on no other package of this project.
 */
package io.winnow.trainer.config;
