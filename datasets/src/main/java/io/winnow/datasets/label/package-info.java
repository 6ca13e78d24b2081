/** What is said about an example: nothing, one class, or several. Depends on no other package of this project. */
package io.winnow.datasets.label;
