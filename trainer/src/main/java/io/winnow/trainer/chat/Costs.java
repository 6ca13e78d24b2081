package io.winnow.trainer.chat;

/**
 * What a language model was asked, and what that costs.
 *
 * @param model name of the model
 * @param host host of its server
 * @param asked number of answers that this command received from the server
 * @param reused number of answers that were in the file of answers
 * @param repeated number of requests that were sent again after a failure
 * @param calls number of all answers of the model in the file of answers
 * @param usage tokens of all these answers
 * @param price price of all these answers; null if the endpoint states no price
 */
public record Costs(
        String model, String host, int asked, int reused, int repeated, int calls, Usage usage, Double price) {}
