/** What a method is made of, a recipe of stages, and what runs it. Each method has a package of its own below this one. */
package io.winnow.trainer.recipe;
