package io.callgate.core.notice;

/**
 * What a {@link Channel} makes of a notice for one recipient, before it is sent. Every line of it may hold text from outside: it
 * is the sender's to see that a text stays what it is, and that the subject of a mail stays one header line.
 */
public record Message(String to, String subject, String body) {}
