package io.callgate.store.dialect;

import java.util.Optional;

/** Where the connections of one opening lead to, and whether that is still the book. */
public interface Place {

    /** To be called within the first transaction of a connection that writes, when all that belongs to the book is open. */
    void note();

    /** To be called before that connection is closed, which takes away what nobody needs then. */
    void forget();

    /** Why what is written over these connections is not in the book, or might soon be nowhere. Waits for nobody. */
    Optional<Trouble> lost();
}
