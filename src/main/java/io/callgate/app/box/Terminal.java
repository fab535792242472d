package io.callgate.app.box;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether somebody sits there. Java's own answer (System.console) differs between its versions. */
public final class Terminal {

    private Terminal() {}

    /** True when both what is read and what is printed is a terminal's. */
    public static boolean isThere() {
        return isTerminal(0) && isTerminal(1);
    }

    /** By the kernel's word (proc(5)): pseudo-terminals are /dev/pts/…, others /dev/tty… and /dev/console. */
    private static boolean isTerminal(int descriptor) {
        try {
            String file = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                    .toString();
            return file.startsWith("/dev/pts/") || file.startsWith("/dev/tty") || file.equals("/dev/console");
        } catch (IOException e) {
            // Closed, or no /proc: there is nobody to ask.
            return false;
        }
    }
}
