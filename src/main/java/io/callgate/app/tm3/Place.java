package io.callgate.app.tm3;

/** A line of a file, counted from 1. */
public record Place(String file, int line) {

    @Override
    public String toString() {
        return file + ":" + line;
    }
}
