package io.callgate.core.notice;

import java.util.List;

/** A way by which people are told. What it makes of a notice waits in the outbox under its name, with a state of its own. */
public interface Channel {

    /**
     * What one of its messages is called, in a word of at most 32 small letters, such as {@code mail}. The book keeps it: what
     * waits under another name is not this channel's.
     */
    String name();

    /**
     * The messages that tell of a notice, one for each recipient; none if it is not for anybody whom the channel reaches. Pure,
     * and within the columns of the outbox: it is called in the transaction of the change, which fails if it does.
     */
    List<Message> render(Notice notice);
}
