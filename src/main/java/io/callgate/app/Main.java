package io.callgate.app;

/** The program. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.err.println("callgate: nothing to run yet");
        System.exit(2);
    }
}
