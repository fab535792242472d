package io.callgate.names;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import io.callgate.core.address.Address;
import io.callgate.core.name.HostName;
import io.callgate.core.name.Lookup;
import io.callgate.testing.DnsServer;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** A real resolver, and a server that does what it is told. */
class DnsResolverTest {

    private static final String PHONE = "phone.example.org";
    private static final Lookup.Nothing NO_ADDRESS = new Lookup.Nothing("it has no address");
    private static final Lookup.Nothing NO_NAME = new Lookup.Nothing("there is no such name");

    private DnsServer server;
    private DnsResolver resolver;

    @BeforeEach
    void open() {
        server = new DnsServer();
        resolver = new DnsResolver(ImmutableList.of(server.address()));
    }

    @AfterEach
    void close() {
        resolver.close();
        server.close();
    }

    private Lookup look(String host) {
        return resolver.look(new HostName(host)).join();
    }

    private static Lookup.Found found(String... addresses) {
        return new Lookup.Found(Arrays.stream(addresses)
                .map(Address::parse)
                .collect(ImmutableSortedSet.toImmutableSortedSet(Address::compareTo)));
    }

    @Test
    void both_families_are_found_with_the_shortest_ttl() {
        server.has(PHONE, 120, "203.0.113.7", "203.0.113.8", "2001:db8::7");

        assertThat(look(PHONE))
                .isEqualTo(
                        new Lookup(found("203.0.113.7", "203.0.113.8"), found("2001:db8::7"), Duration.ofSeconds(120)));
    }

    @Test
    void a_change_is_seen_at_once_whatever_the_ttl_was() {
        server.has(PHONE, 86_400, "203.0.113.7");
        look(PHONE);
        server.has(PHONE, 86_400, "203.0.113.9");

        assertThat(look(PHONE).v4()).isEqualTo(found("203.0.113.9"));
    }

    @Test
    void no_such_name_and_no_address_are_told_apart() {
        server.has("empty.example.org", 60);

        assertThat(look("missing.example.org")).isEqualTo(new Lookup(NO_NAME, NO_NAME, Duration.ZERO));
        assertThat(look("empty.example.org")).isEqualTo(new Lookup(NO_ADDRESS, NO_ADDRESS, Duration.ZERO));
    }

    @Test
    void neither_the_hosts_file_nor_search_domains_count() {
        assertThat(look("localhost.localdomain").v4()).isEqualTo(NO_NAME);
        assertThat(server.asked("localhost.localdomain")).isEqualTo(2);
    }

    @Test
    void aliases_are_followed_and_the_shortest_ttl_of_the_chain_counts() {
        server.alias(PHONE, "a.example.net").alias("a.example.net", "b.example.net");
        server.has("b.example.net", 3600, "203.0.113.7");

        assertThat(look(PHONE)).isEqualTo(new Lookup(found("203.0.113.7"), NO_ADDRESS, Duration.ofSeconds(60)));
    }

    @Test
    void an_alias_of_nothing_is_no_name() {
        server.alias(PHONE, "missing.example.net");

        assertThat(look(PHONE).v4()).isEqualTo(NO_NAME);
    }

    @Test
    void aliases_that_go_round_end() {
        server.alias(PHONE, "a.example.net").alias("a.example.net", PHONE);

        assertThat(look(PHONE).failure()).contains("its aliases go round in a circle");
    }

    @Test
    void a_long_chain_of_aliases_ends() {
        for (int i = 0; i < 30; i++) server.alias("n" + i + ".example.net", "n" + (i + 1) + ".example.net");
        server.has("n30.example.net", 60, "203.0.113.7");

        assertThat(look("n0.example.net").failure()).contains("it has too many aliases");
        assertThat(server.asked("n12.example.net")).isZero();
    }

    @ParameterizedTest
    @CsvSource({"2, SERVFAIL", "5, REFUSED", "4, NOTIMP", "1, FORMERR"})
    void a_server_that_cannot_is_asked_again_and_named(int code, String name) {
        server.fails(PHONE, code);

        assertThat(look(PHONE)).isEqualTo(Lookup.failed("the server says " + name));
        assertThat(server.asked(PHONE)).as("two families, twice").isEqualTo(4);
    }

    @Test
    void one_family_may_fail_alone() {
        server.has(PHONE, 60, "203.0.113.7", "2001:db8::7").fails(PHONE, Type.AAAA, Rcode.SERVFAIL);

        Lookup lookup = look(PHONE);
        assertThat(lookup.v4()).isEqualTo(found("203.0.113.7"));
        assertThat(lookup.failure()).contains("IPv6: the server says SERVFAIL");
    }

    @Test
    void silence_ends() {
        server.silent(PHONE);

        assertThat(look(PHONE)).isEqualTo(Lookup.failed("no answer in time"));
    }

    @Test
    void a_lost_answer_is_asked_for_again() {
        server.has(PHONE, 60, "203.0.113.7");
        DnsServer other = new DnsServer().has(PHONE, 60, "203.0.113.8");
        other.does(
                PHONE,
                (query, tcp) -> other.asked(PHONE) <= 2
                        ? Optional.empty()
                        : Optional.of(DnsServer.answer(
                                query, tcp, List.of(DnsServer.record(PHONE, 60, Address.parse("203.0.113.8"))))));
        try (other;
                DnsResolver two = new DnsResolver(ImmutableList.of(other.address()))) {
            assertThat(two.look(new HostName(PHONE)).join().v4()).isEqualTo(found("203.0.113.8"));
        }
    }

    @Test
    void the_next_server_is_asked_when_one_is_dead() {
        server.has(PHONE, 60, "203.0.113.7");
        InetSocketAddress nobody;
        try (DnsServer closed = new DnsServer()) {
            nobody = closed.address();
        }
        try (DnsResolver two = new DnsResolver(ImmutableList.of(nobody, server.address()))) {
            assertThat(two.look(new HostName(PHONE)).join().v4()).isEqualTo(found("203.0.113.7"));
        }
    }

    @Test
    void what_is_too_long_for_udp_comes_by_tcp() {
        String[] many = IntStream.range(0, 250).mapToObj(i -> "203.0.113." + i).toArray(String[]::new);
        server.has(PHONE, 60, many);

        assertThat(look(PHONE).v4()).isEqualTo(found(many));
        assertThat(server.byTcp()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(ints = {4000, 10_000})
    void thousands_of_addresses_are_the_first_of_them_or_a_failure(int number) {
        List<Record> many = new ArrayList<>();
        for (int i = 0; i < number; i++) many.add(DnsServer.record(PHONE, 60, Address.v4(20, 0, i >> 8, i & 255)));
        server.does(PHONE, (query, tcp) -> Optional.of(DnsServer.answer(query, tcp, many)));

        // A busy machine may take too long for the first answers.
        await().untilAsserted(() -> {
            Lookup.Family answer = look(PHONE).v4();
            if (number == 4000)
                assertThat(answer)
                        .asInstanceOf(InstanceOfAssertFactories.type(Lookup.Found.class))
                        .extracting(Lookup.Found::addresses, InstanceOfAssertFactories.iterable(Address.class))
                        .hasSize(Lookup.Found.MOST)
                        .contains(Address.parse("20.0.0.0"), Address.parse("20.0.0.255"));
            else assertThat(answer).isEqualTo(new Lookup.Failed("an answer that was cut short"));
        });
    }

    @Test
    void answers_to_other_questions_are_not_believed() {
        server.does(PHONE, (query, tcp) -> {
            Message lie = new Message(query.getHeader().getID() ^ 1);
            lie.addRecord(query.getQuestion(), Section.QUESTION);
            lie.addRecord(DnsServer.record(PHONE, 60, Address.parse("198.51.100.66")), Section.ANSWER);
            return Optional.of(lie.toWire());
        });
        assertThat(look(PHONE)).isEqualTo(Lookup.failed("an answer that makes no sense"));

        Record other = DnsServer.record("other.example.org", 60, Address.parse("198.51.100.66"));
        server.does(PHONE, (query, tcp) -> {
            Message lie = new Message(query.getHeader().getID());
            lie.getHeader().setFlag(Flags.QR);
            lie.addRecord(Record.newRecord(other.getName(), query.getQuestion().getType(), 1), Section.QUESTION);
            lie.addRecord(other, Section.ANSWER);
            return Optional.of(lie.toWire());
        });
        assertThat(look(PHONE)).isEqualTo(Lookup.failed("an answer that makes no sense"));

        server.does(PHONE, (query, tcp) -> Optional.of(DnsServer.answer(query, tcp, List.of(other))));
        assertThat(look(PHONE).v4()).isEqualTo(NO_ADDRESS);
    }

    @Test
    void rubbish_is_not_believed() {
        server.does(PHONE, (query, tcp) -> {
            byte[] wire =
                    DnsServer.answer(query, tcp, List.of(DnsServer.record(PHONE, 60, Address.parse("203.0.113.7"))));
            return Optional.of(Arrays.copyOf(wire, wire.length - 3));
        });
        assertThat(look(PHONE).v4()).isInstanceOf(Lookup.Failed.class);
        server.does(PHONE, (query, tcp) -> Optional.of(new byte[] {1, 2, 3}));
        assertThat(look(PHONE)).isEqualTo(Lookup.failed("an answer that makes no sense"));
    }

    @Test
    void a_server_that_names_others_to_ask_has_not_said_that_there_is_no_address() {
        server.does(PHONE, (query, tcp) -> {
            Message referral = DnsServer.reply(query, Rcode.NOERROR);
            referral.addRecord(
                    new NSRecord(DnsServer.name("example.org"), 1, 60, DnsServer.name("ns.example.org")),
                    Section.AUTHORITY);
            return Optional.of(referral.toWire());
        });

        assertThat(look(PHONE)).isEqualTo(Lookup.failed("the server only says whom else to ask"));
    }

    @Test
    void a_server_that_promises_more_by_tcp_and_gives_nothing_has_failed() {
        server.does(PHONE, (query, tcp) -> {
            if (tcp) return Optional.empty();
            Message cut = DnsServer.reply(query, Rcode.NOERROR);
            cut.getHeader().setFlag(Flags.TC);
            return Optional.of(cut.toWire());
        });

        assertThat(look(PHONE)).isEqualTo(Lookup.failed("no answer in time"));
    }

    @Test
    void whatever_a_server_sends_comes_to_an_answer_and_the_next_question_too() {
        Random random = new Random(3);
        server.does(PHONE, (query, tcp) -> {
            byte[] wire =
                    DnsServer.answer(query, tcp, List.of(DnsServer.record(PHONE, 60, Address.parse("203.0.113.7"))));
            // The number mostly stays, or nothing behind it would be looked at.
            for (int i = random.nextInt(6); i >= 0; i--)
                wire[random.nextInt(10) == 0 ? 0 : 2 + random.nextInt(wire.length - 2)] = (byte) random.nextInt(256);
            return Optional.of(Arrays.copyOf(wire, random.nextInt(5) == 0 ? random.nextInt(wire.length) : wire.length));
        });

        for (int i = 0; i < 4; i++) {
            List<CompletableFuture<Lookup>> asked = new ArrayList<>();
            for (int j = 0; j < 120; j++) asked.add(resolver.look(new HostName(PHONE)));
            for (CompletableFuture<Lookup> answer : asked)
                assertThat(answer.join().failure().orElse("")).doesNotContain("its log");
        }
        server.has("other.example.org", 60, "203.0.113.8");
        assertThat(look("other.example.org").v4()).isEqualTo(found("203.0.113.8"));
    }

    @Test
    void addresses_of_ipv4_in_ipv6_are_what_the_kernel_makes_of_them() {
        server.does(PHONE, (query, tcp) -> {
            Message reply = DnsServer.reply(query, Rcode.NOERROR);
            if (query.getQuestion().getType() == Type.AAAA) {
                byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 127, 0, 0, 1};
                reply.addRecord(new AAAARecord(DnsServer.name(PHONE), 1, 60, mapped), Section.ANSWER);
            }
            return Optional.of(reply.toWire());
        });

        assertThat(look(PHONE).v6()).isEqualTo(found("127.0.0.1"));
    }

    @Test
    void a_hundred_dead_names_delay_no_other() {
        List<CompletableFuture<Lookup>> dead = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            server.silent("dead" + i + ".example.org");
            dead.add(resolver.look(new HostName("dead" + i + ".example.org")));
        }
        server.has(PHONE, 60, "203.0.113.7");

        assertThat(look(PHONE).v4()).isEqualTo(found("203.0.113.7"));
        assertThat(dead).noneMatch(CompletableFuture::isDone);
        assertThat(dead).allSatisfy(d -> assertThat(d.join()).isEqualTo(Lookup.failed("no answer in time")));
    }
}
