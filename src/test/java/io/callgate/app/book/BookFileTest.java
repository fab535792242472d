package io.callgate.app.book;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import io.callgate.core.Refusal;
import io.callgate.core.account.Account;
import io.callgate.core.account.AccountNumber;
import io.callgate.core.account.Owner;
import io.callgate.core.account.PinHash;
import io.callgate.core.address.AddressRange;
import io.callgate.core.ban.Ban;
import io.callgate.core.carry.BookCopy;
import io.callgate.core.grant.Grant;
import io.callgate.core.grant.Origin;
import io.callgate.core.name.HostName;
import io.callgate.core.service.Services;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BookFileTest {

    private static final Instant SINCE = Instant.parse("2026-03-01T12:00:00Z");
    private static final PinHash PIN = PinHash.of("271828", new byte[16], 10);

    private static final BookCopy BOOK = new BookCopy(
            ImmutableList.of(account("0012", "Jürgen \"J\" \\ Öz", Optional.of("401"))),
            ImmutableList.of(new Grant(
                    0,
                    new Owner("office"),
                    Origin.ADMINISTRATOR,
                    AddressRange.parse("2001:db8::/48"),
                    Services.of("web", "ssh"),
                    SINCE,
                    Optional.of(SINCE.plusSeconds(60)),
                    "")),
            ImmutableList.of(new BookCopy.Host(
                    new Owner("dyn"),
                    Origin.HOSTNAME,
                    HostName.parse("home.example.org"),
                    Services.of("sip"),
                    SINCE,
                    "Ann's")),
            ImmutableList.of(new Ban(
                    0, AddressRange.parse("203.0.113.9"), "asterisk", "\u001b[2J\n]] = \"", SINCE, Optional.empty())));

    @Test
    void the_file_is_readable_and_what_was_written_is_read() {
        String text = BookWriter.write(BOOK, "of a\nbox");
        assertThat(text).isEqualTo("""
                # callgate's book, of a?box
                # It holds hashes of PINs: keep it from others. Put it back with: callgate import book FILE
                format = 1

                [[account]]
                number = "0012"
                name = "Jürgen \\"J\\" \\\\ Öz"
                email = "ann@example.org"
                services = ["rtp", "sip"]
                extension = "401"
                pin = "%s"
                enabled = true
                since = 2026-03-01T12:00:00Z

                [[host]]
                name = "dyn"
                origin = "hostname"
                host = "home.example.org"
                services = ["sip"]
                since = 2026-03-01T12:00:00Z
                note = "Ann's"

                [[grant]]
                name = "office"
                origin = "administrator"
                address = "2001:db8::/48"
                services = ["ssh", "web"]
                since = 2026-03-01T12:00:00Z
                until = 2026-03-01T12:01:00Z

                [[ban]]
                address = "203.0.113.9"
                origin = "asterisk"
                reason = "\\u001b[2J\\u000a]] = \\""
                since = 2026-03-01T12:00:00Z

                [end]
                """.formatted(PIN.stored()));
        assertThat(BookReader.read(text)).isEqualTo(BOOK);
        assertThat(BookReader.read(text.replace("\n", "\r\n"))).isEqualTo(BOOK);
    }

    /** Texts come from outside, too: any of them must come back as it was, and none may be taken for more than a text. */
    @Test
    void any_text_survives() {
        Random random = new Random(7);
        for (int i = 0; i < 300; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(12); n >= 0; n--) {
                int kind = random.nextInt(4);
                if (kind == 0) text.append("\"\\'#[]=\n\r\t\u0000\u007f\u0085\u2028\u202e".charAt(random.nextInt(15)));
                else if (kind == 1) text.appendCodePoint(0x1F600 + random.nextInt(50));
                else text.append((char) random.nextInt(0xd800));
            }
            Ban ban = new Ban(0, AddressRange.parse("203.0.113.9"), "x", text.toString(), SINCE, Optional.empty());
            BookCopy book =
                    new BookCopy(ImmutableList.of(), ImmutableList.of(), ImmutableList.of(), ImmutableList.of(ban));
            assertThat(BookReader.read(BookWriter.write(book, "x"))).isEqualTo(book);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "format = 1|format = 2|line 3: format: 2 is not 1, which this callgate reads",
                "format = 1|''|line 1: format: is missing",
                "format = 1|'format = \"1\"'|line 3: format: must be a number",
                "number = \"0012\"|number = \"12a\"|'line 6: number: \"12a\" is not an account number'",
                "number = \"0012\"|number = 12|line 6: number: must be a text in quotes",
                "number = \"0012\"|''|line 5: number: is missing",
                "ann@example.org|ann;id|'line 8: email: \"ann;id\" is not a mail address'",
                "pin = \"|pin = \"x|line 11: pin: is no hash of a PIN",
                "enabled = true|enabled = yes|line 12: ",
                "enabled = true|enabled = 1|line 12: enabled: must be true or false",
                "extension = \"401\"|extention = \"401\"|line 10: extention: is not known in account",
                "[[host]]|[[hosts]]|'line 15: hosts: there is account, host, grant, ban and end'",
                "[[host]]|[host]|line 15: a table begins like [[grant]]",
                "[[host]]|[[host|line 15: ",
                "\"home.example.org\"|\"home\"|line 18: host: \"home\" is not a full host name",
                "\"hostname\"|\"me\"|line 17: origin: \"me\" is none of",
                "2001:db8::/48|2001:db8::1/48|line 26: address: 2001:db8::1/48 has bits set beyond /48: did you mean 2001:db8::/48?",
                "[\"ssh\", \"web\"]|[]|line 27: services: no service is named",
                "[\"ssh\", \"web\"]|[\"S;\"]|line 27: services: \"S;\" cannot be the name",
                "[\"ssh\", \"web\"]|[1]|line 27: services: must be a list of texts in quotes",
                "[\"ssh\", \"web\"]|\"web\"|line 27: services: must be a list of texts",
                "until = 2026-03-01T12:01:00Z|until = \"never\"|'line 29: until: must be a time like'",
                "until = 2026-03-01T12:01:00Z|until = 1969-03-01T12:01:00Z|'line 29: until: is before 1970'",
                "until = 2026-03-01T12:01:00Z|until = 2026-13-01T12:01:00Z|'line 29: '",
                "name = \"office\"|name = \"of fice\"|line 24: name: \"of fice\" cannot be a name",
                "name = \"dyn\"|'name = \"dyn\"\nname = \"dyn\"'|line 17: ",
                "203.0.113.9|999.1.1.1|line 32: address: \"999.1.1.1\" is not",
                "[end]|''|line 37: [end] is missing: the file was cut off here",
                "[end]|'[end]\n[[ban]]'|line 38: ban: stands after [end]",
            })
    void a_bad_file_is_refused_with_the_line(String good, String bad, String why) {
        String text = BookWriter.write(BOOK, "x");
        assertThat(text).contains(good);
        assertThatThrownBy(() -> BookReader.read(text.replace(good, bad)))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining(why);
    }

    @Test
    void a_file_cut_off_anywhere_is_refused() {
        String text = BookWriter.write(BOOK, "x");
        for (int length = 0; length < text.length() - 3; length++) {
            String cut = text.substring(0, length);
            assertThatThrownBy(() -> BookReader.read(cut))
                    .isInstanceOf(Refusal.class)
                    .hasMessageStartingWith("line ");
        }
    }

    @Test
    void an_account_that_stands_twice_is_refused() {
        BookCopy twice = new BookCopy(
                ImmutableList.of(account("1", "a", Optional.empty()), account("1", "b", Optional.empty())),
                ImmutableList.of(),
                ImmutableList.of(),
                ImmutableList.of());
        assertThatThrownBy(() -> BookReader.read(BookWriter.write(twice, "x")))
                .hasMessage("line 15: number: account 1 stands twice");
    }

    private static Account account(String number, String name, Optional<String> extension) {
        return new Account(
                new AccountNumber(number),
                name,
                "ann@example.org",
                Services.of("sip", "rtp"),
                extension,
                PIN,
                true,
                SINCE,
                Optional.empty());
    }
}
