/** What the servers of Winnow share: how they listen at an address. Depends on {@code run} for its exceptions alone. */
package io.winnow.trainer.http;
