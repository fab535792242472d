/** From the outbox of the book to an SMTP server. The only place that knows {@code jakarta.mail}. */
package io.callgate.mail;
