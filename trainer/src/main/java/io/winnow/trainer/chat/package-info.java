/**
 * A client of the chat-completions form in which hosted and local servers offer language models (llm-annotators.md, section 1): requests,
 * retries, a budget, and a file of all answers, so that no question is asked twice. Depends on {@code config}, {@code run} and digests alone.
 */
package io.winnow.trainer.chat;
