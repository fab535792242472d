package io.callgate.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.callgate.core.Refusal;
import io.callgate.core.account.Account;
import io.callgate.core.account.AccountNumber;
import io.callgate.core.account.Caller;
import io.callgate.core.account.PinHash;
import io.callgate.core.address.Address;
import io.callgate.core.grant.GrantDecision;
import io.callgate.core.service.Services;
import io.callgate.gate.act.AllowAddress;
import io.callgate.gate.port.StoreException;
import io.callgate.testing.Box;
import io.callgate.testing.BreakableStore;
import io.callgate.testing.MemoryFirewall;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Faults in the worst moment: nobody hears that an address is allowed while the kernel does not let it in. */
class ToldBeforeTrueTest {

    private static final AccountNumber ANN = new AccountNumber("1001");
    private static final Address HOME = Address.parse("203.0.113.7");
    private static final AllowAddress ALLOW = new AllowAddress(ANN, HOME, Caller.received("+15551234"));

    @TempDir
    Path folder;

    private Box box;
    private final MemoryFirewall firewall = new MemoryFirewall();
    private BreakableStore store;
    private Gate gate;

    @BeforeEach
    void open() {
        box = new Box(folder);
        box.account("1001", "483920");
        store = new BreakableStore(box.store).keptOpen();
        gate = new Gate(store, firewall, () -> Box.RULES, box.clock).start();
    }

    @AfterEach
    void close() {
        gate.close();
        box.close();
    }

    @Test
    void a_book_that_cannot_be_read_for_the_kernel_is_said_like_a_kernel_that_does_not_follow() {
        box.gate.ask(work -> {
            work.book().updateAccount(work.book().account(ANN).orElseThrow().withLastCaller("1"));
            store.breakReaders();
            return null;
        });
        assertThatThrownBy(() -> gate.ask(ALLOW)).isInstanceOf(NotEnforced.class);
        assertThat(firewall.isOpenFor("203.0.113.7")).isFalse();
        store.mend();
        await().until(() -> gate.fault().isEmpty());
        assertThat(firewall.isOpenFor("203.0.113.7")).isTrue();
    }

    @Test
    void what_is_already_allowed_is_not_said_so_while_the_kernel_does_not_follow() {
        firewall.breakDown("netlink is gone");
        assertThatThrownBy(() -> gate.ask(ALLOW)).isInstanceOf(NotEnforced.class);
        assertThatThrownBy(() -> gate.ask(ALLOW)).isInstanceOf(NotEnforced.class);
    }

    @Test
    void what_is_already_allowed_is_in_the_kernel_again_when_it_is_said_so() {
        gate.ask(ALLOW);
        firewall.flush();
        assertThat(gate.ask(ALLOW)).isInstanceOf(GrantDecision.Unchanged.class);
        assertThat(firewall.isOpenFor("203.0.113.7")).isTrue();
    }

    @Test
    void a_change_whose_commit_was_not_answered_reaches_the_kernel_if_it_is_in_the_book() {
        store.loseAnswers(true);
        assertThatThrownBy(() -> gate.ask(ALLOW)).isInstanceOf(StoreException.class);
        store.mend();
        await().until(() -> firewall.isOpenFor("203.0.113.7"));
    }

    @Test
    void an_account_whose_services_this_box_does_not_have_is_refused() {
        Account ann = box.gate.read(book -> book.account(ANN)).orElseThrow();
        Account odd = new Account(
                ann.number(),
                ann.name(),
                ann.email(),
                Services.of("fax"),
                Optional.empty(),
                PinHash.NONE,
                true,
                ann.createdAt(),
                Optional.empty());
        gate.ask(work -> {
            work.book().updateAccount(odd);
            return null;
        });
        assertThatThrownBy(() -> gate.ask(ALLOW)).isInstanceOf(Refusal.class).hasMessageContaining("fax");
    }
}
