package io.callgate.gate;

import static org.awaitility.Awaitility.await;

import io.callgate.core.account.AccountNumber;
import io.callgate.core.account.Caller;
import io.callgate.core.address.Address;
import io.callgate.gate.act.AllowAddress;
import io.callgate.testing.Box;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClockJumpTest {

    @TempDir
    Path folder;

    /** As on a box without a battery, whose clock the network sets right. */
    @Test
    void a_clock_that_was_set_back_does_not_end_the_looking_after_the_kernel() {
        try (Box box = new Box(folder)) {
            box.account("1001", "483920");
            box.gate.ask(
                    new AllowAddress(new AccountNumber("1001"), Address.parse("203.0.113.7"), Caller.received("1")));
            box.clock.forward(Duration.ofDays(-3650));
            box.firewall.flush();
            await().until(() -> box.firewall.isOpenFor("203.0.113.7"));
        }
    }
}
