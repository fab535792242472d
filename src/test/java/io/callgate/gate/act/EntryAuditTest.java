package io.callgate.gate.act;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.callgate.core.account.Account;
import io.callgate.core.account.Owner;
import io.callgate.core.address.AddressRange;
import io.callgate.core.carry.BookCopy;
import io.callgate.core.carry.WantedEntry;
import io.callgate.core.event.Event;
import io.callgate.core.event.EventKind;
import io.callgate.core.grant.Origin;
import io.callgate.core.name.EntryName;
import io.callgate.core.name.HostName;
import io.callgate.core.name.Target;
import io.callgate.core.service.Services;
import io.callgate.testing.Box;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same thing has the same kind in the audit, by whichever way it came. */
class EntryAuditTest {

    private static final EntryName OFFICE = EntryName.parse("office");
    private static final AddressRange RANGE = AddressRange.parse("203.0.113.7");
    private static final HostName HOST = HostName.parse("home.example.org");
    private static final Services SIP = Services.of("sip");

    @TempDir
    Path folder;

    private Box box;

    @BeforeEach
    void open() {
        box = new Box(folder);
    }

    @AfterEach
    void close() {
        box.close();
    }

    private List<EventKind> kinds() {
        return box.gate.read(book -> book.events(100)).stream().map(Event::kind).toList();
    }

    private void importEntry() {
        WantedEntry wanted = new WantedEntry(OFFICE, ImmutableMap.of(Target.of(RANGE), SIP, Target.of(HOST), SIP));
        box.gate.ask(new ImportEntries(List.of(wanted), "from elsewhere", "test"));
    }

    @Test
    void an_entry_that_is_imported_is_granted_and_its_names_added_as_by_hand() {
        importEntry();
        assertThat(kinds()).containsExactly(EventKind.IMPORTED, EventKind.NAME_ADDED, EventKind.GRANTED);
        assertThat(box.events(EventKind.NAME_ADDED)).singleElement().satisfies(event -> {
            assertThat(event.owner()).isEqualTo("office");
            assertThat(event.services()).isEqualTo("sip");
            assertThat(event.detail()).isEqualTo("home.example.org: from elsewhere");
        });
    }

    @Test
    void what_is_deleted_is_removed_each_by_its_kind() {
        importEntry();
        box.gate.ask(Entries.remove(OFFICE, "test"));
        assertThat(kinds().subList(0, 3))
                .containsExactly(EventKind.ENTRY_DELETED, EventKind.REMOVED, EventKind.NAME_REMOVED);
        assertThat(box.events(EventKind.NAME_REMOVED)).singleElement().satisfies(event -> assertThat(event.detail())
                .isEqualTo("home.example.org"));
    }

    @Test
    void a_book_that_is_imported_adds_names_and_changes_accounts_that_are_there() {
        Account account = box.account("1001", "271828");
        BookCopy.Host host =
                new BookCopy.Host(new Owner("office"), Origin.HOSTNAME, HOST, SIP, box.clock.instant(), "");
        BookCopy copy = new BookCopy(
                ImmutableList.of(account.withEnabled(false)),
                ImmutableList.of(),
                ImmutableList.of(host),
                ImmutableList.of());
        box.gate.ask(new ImportBook(copy, true, "test"));
        assertThat(kinds())
                .containsExactly(
                        EventKind.IMPORTED, EventKind.NAME_ADDED, EventKind.ACCOUNT_CHANGED, EventKind.ACCOUNT_ADDED);
        box.gate.ask(new ImportBook(
                new BookCopy(ImmutableList.of(), ImmutableList.of(), ImmutableList.of(), ImmutableList.of()),
                true,
                "test"));
        assertThat(kinds().subList(0, 3))
                .containsExactlyInAnyOrder(EventKind.IMPORTED, EventKind.NAME_REMOVED, EventKind.ACCOUNT_DELETED);
    }

    @Test
    void an_entry_by_hand_is_granted() {
        box.gate.ask(Entries.add(new Entries.New(OFFICE, RANGE, SIP, Optional.empty(), "a note", false), "test"));
        assertThat(box.events(EventKind.GRANTED)).singleElement().satisfies(event -> {
            assertThat(event.address()).isEqualTo("203.0.113.7");
            assertThat(event.detail()).isEqualTo("a note");
        });
    }
}
