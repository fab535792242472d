package io.callgate.core.mail;

/**
 * A mail to one recipient, before it is sent. Every line of it may hold text from outside: the subject must stay one
 * header line whatever it holds, and it is the mailer's to see to that.
 */
public record Mail(String to, String subject, String body) {}
