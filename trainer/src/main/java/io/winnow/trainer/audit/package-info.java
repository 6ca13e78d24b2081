/** Which labels of a training set are probably wrong: several opinions, their mean, and files that show them. Knows no recipe. */
package io.winnow.trainer.audit;
