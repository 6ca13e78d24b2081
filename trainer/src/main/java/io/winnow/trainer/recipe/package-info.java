/**
 * The framework for methods: a recipe is the configuration of a method and defines the stages of a run, {@link
 * io.winnow.trainer.recipe.Method} is what a method declares of itself, and {@link io.winnow.trainer.recipe.Runner} runs the stages. Each method has its own package below this one, and only {@link
 * io.winnow.trainer.recipe.Recipes} in this package knows them.
 */
package io.winnow.trainer.recipe;
