package io.winnow.trainer.chat;

/** What is asked of a server, and what is taken from the file of answers. */
public enum AnswerMode {
    /** Questions whose answers are in the file are not asked again. */
    LIVE,
    /** Nothing is asked: a question without an answer in the file is an error. */
    REPLAY,
    /** Every question is asked again, and the new answer replaces the old one. */
    REFRESH
}
