package io.callgate.app.box;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells systemd that the program is ready, when systemd wants to know (a unit of Type=notify with NotifyAccess=all). */
public final class Readiness {

    private static final Logger log = LoggerFactory.getLogger(Readiness.class);

    private Readiness() {}

    /** By systemd's own tool: its socket is of a kind that the JDK does not have. */
    public static void tell(Optional<String> notifySocket) {
        if (notifySocket.isEmpty()) return;
        try {
            Process tool =
                    new ProcessBuilder("systemd-notify", "--ready").inheritIO().start();
            if (!tool.waitFor(10, TimeUnit.SECONDS) || tool.exitValue() != 0)
                log.warn("systemd-notify did not tell systemd that callgate is ready");
        } catch (IOException e) {
            log.warn("systemd does not learn that callgate is ready: {}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
