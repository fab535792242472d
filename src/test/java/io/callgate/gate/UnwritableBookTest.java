package io.callgate.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doNothing;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;

import io.callgate.core.account.Caller;
import io.callgate.gate.act.Logins;
import io.callgate.gate.port.Store;
import io.callgate.gate.port.StoreException;
import io.callgate.testing.Box;
import io.callgate.testing.MemoryFirewall;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A book that can be read and not written (a full disk, somebody else's lock) is no door for guesses that do not count. */
class UnwritableBookTest {

    @TempDir
    Path folder;

    @Test
    void the_right_pin_and_a_wrong_one_are_answered_alike() {
        Caller ann = Caller.received("+15551234");
        try (Box box = new Box(folder)) {
            box.account("1001", "483920");
            try (Logins logins = new Logins(box.gate, 1)) {
                assertThat(logins.check("1001", "483920", ann).join()).isInstanceOf(Logins.Welcome.class);
            }
            Store unwritable = mock(Store.class, delegatesTo(box.store));
            doThrow(new StoreException("the disk is full", null))
                    .when(unwritable)
                    .write(any());
            doNothing().when(unwritable).close();
            Gate gate = new Gate(unwritable, new MemoryFirewall(), () -> Box.RULES, box.clock).start();
            try (gate;
                    Logins logins = new Logins(gate, 1)) {
                for (String pin : new String[] {"000001", "483920"})
                    assertThatThrownBy(() -> logins.check("1001", pin, ann).join())
                            .as(pin)
                            .hasCauseInstanceOf(StoreException.class);
            }
        }
    }
}
