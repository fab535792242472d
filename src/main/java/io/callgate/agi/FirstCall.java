package io.callgate.agi;

import com.google.common.util.concurrent.Uninterruptibles;
import io.callgate.agi.call.Prompts;
import io.callgate.kit.Daemons;
import io.callgate.kit.Reception;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import org.asteriskjava.fastagi.AgiScript;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first call loads classes, for a tenth of a second and more, and Asterisk throws away what is keyed meanwhile: so it is one
 * of callgate's own, which hangs up at the first question. It is made before the door is open, at a port and with a token that
 * nobody else knows, so that it has nobody's place.
 */
final class FirstCall {

    private static final Logger log = LoggerFactory.getLogger(FirstCall.class);
    private static final Duration LONGEST = Duration.ofSeconds(3);
    private static final Reception.Limits ROOM =
            new Reception.Limits(16, 16L * Front.LONGEST_REQUEST, Front.LONGEST_REQUEST, LONGEST);

    private FirstCall() {}

    /** Makes it, and returns when it has ended; one that fails harms nothing. */
    static void make(AgiScript script) {
        Thread calling = daemon("first-call", () -> {
            try {
                call(script);
            } catch (IOException | InterruptedException e) {
                log.debug("the first call, from callgate itself, broke", e);
            }
        });
        Uninterruptibles.joinUninterruptibly(calling, LONGEST);
    }

    private static void call(AgiScript script) throws IOException, InterruptedException {
        Token token = Token.random();
        ServerSocketChannel server =
                ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        InetSocketAddress here = (InetSocketAddress) server.getLocalAddress();
        Front front = new Front(token, CallTimes.of(LONGEST), new Front.Calls() {
            @Override
            public boolean admit() {
                return true;
            }

            @Override
            public void serve(BoundedSocket call) {
                daemon("call", () -> CallServer.serve(script, call));
            }
        });
        Reception reception = Reception.open(server, "first-call-front", ROOM, front);
        try {
            new TerminalPhone(here, "callgate", Prompts.of("en"), wait -> -1, words -> {})
                    .with(token)
                    .call();
        } finally {
            reception.close();
        }
    }

    private static Thread daemon(String name, Runnable task) {
        Thread thread = Daemons.thread(name, task);
        thread.start();
        return thread;
    }
}
