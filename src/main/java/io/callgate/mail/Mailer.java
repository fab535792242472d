package io.callgate.mail;

import io.callgate.core.mail.OutboxMail;

/** Hands mails to whoever carries them on. Used by one thread. */
public interface Mailer {

    /** Returns when the server has taken the mail. It may keep the connection for the next one. */
    void send(OutboxMail mail) throws MailFailure;

    /** There is no more to send for now. */
    void hangUp();
}
