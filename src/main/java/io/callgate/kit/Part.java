package io.callgate.kit;

/** Something of callgate that runs until it is closed, and tells how it is: a door, the scanner, what sends mails. */
public interface Part extends AutoCloseable {

    /** How it is at this moment. Waits for nothing outside. */
    Status status();

    @Override
    void close();
}
