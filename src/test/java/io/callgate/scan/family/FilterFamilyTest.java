package io.callgate.scan.family;

import static org.assertj.core.api.Assertions.assertThat;

import io.callgate.core.failure.FailureKind;
import io.callgate.scan.Scanned;
import io.callgate.scan.filter.Filter;
import io.callgate.scan.filter.FilterFile;
import io.callgate.scan.follow.Explanation;
import io.callgate.scan.line.Counters;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilterFamilyTest {

    private static final String TIME = "2026-11-22T10:27:43Z ";
    private static final Filter DOOR =
            Filter.of("door", "^ (?:\\S+ )?doord: wrong key of (?<account>.*) from <HOST>(?: \\(twice\\))?$");

    @TempDir
    private Path folder;

    private static Scanned scanned(String log, Filter... filters) {
        return new Scanned(List.of(filters), ZoneOffset.UTC).read(log.getBytes(StandardCharsets.UTF_8), 1000);
    }

    private Filter file(String text) throws IOException {
        return FilterFile.read(Files.writeString(folder.resolve("door.conf"), "[Definition]\n" + text)
                .toString());
    }

    private static String verdict(Scanned scanned, String name) {
        Counters counters = scanned.counters();
        if (counters.ambiguous().get(name) > 0) return "ambiguous";
        if (counters.withoutAddress().get(name) > 0) return "no address";
        return counters.failures().get(name) > 0 ? scanned.addresses().get(0) : "none";
    }

    @Test
    void a_line_is_a_failure_with_all_that_it_says() {
        Scanned scanned = scanned("harmless\n" + TIME + "pbx doord: wrong key of Zoë from 203.0.113.7 (twice)\n", DOOR);

        assertThat(scanned.failures).singleElement().satisfies(failure -> {
            assertThat(failure.address()).hasToString("203.0.113.7");
            assertThat(failure.account()).isEqualTo("Zoë");
            assertThat(failure.service()).isEqualTo("door");
            assertThat(failure.kind()).isEqualTo(FailureKind.CONFIGURED);
            assertThat(Instant.ofEpochMilli(failure.atMillis())).isEqualTo(Instant.parse("2026-11-22T10:27:43Z"));
        });
        assertThat(scanned.counters().candidates()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "bob from 203.0.113.7~203.0.113.7",
                "bob from 2001:db8::7~2001:db8::7",
                "bob from [2001:db8::7]~2001:db8::7",
                "bob from ::ffff:203.0.113.7~203.0.113.7",
                "bob from phone.example.org~no address",
                "bob from 203.0.113.7.example.org~no address",
                "bob from 203.0.113.700~no address",
                "bob from 2001:db8::7:~none",
                "bob from 203.0.113.7 again~none",
                "x from 198.51.100.9 from 203.0.113.7~203.0.113.7",
                "x from 198.51.100.9 (twice) from 203.0.113.7~203.0.113.7",
                "x from phone.example.org from 203.0.113.7~203.0.113.7"
            })
    void only_the_address_at_the_place_counts(String words, String verdict) {
        assertThat(verdict(scanned(TIME + "doord: wrong key of " + words + "\n", DOOR), "door"))
                .isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "bob from 203.0.113.7~203.0.113.7",
                "x from 198.51.100.9 from 203.0.113.7~ambiguous",
                "x from 203.0.113.7 from 203.0.113.7~203.0.113.7",
                "x from nowhere from 203.0.113.7~ambiguous",
                "bob from 203.0.113.7 for 198.51.100.9~203.0.113.7",
                "bob from phone.example.org from 203.0.113.7~ambiguous"
            })
    void a_pattern_without_an_end_is_ambiguous_where_a_client_could_have_moved_the_address(
            String words, String verdict) {
        for (String any : List.of(".*", ".*?", "(?:\\S+ ?)*"))
            assertThat(verdict(
                            scanned(
                                    TIME + "doord: wrong key of " + words + "\n",
                                    Filter.of("door", "wrong key of " + any + " ?from <HOST>")),
                            "door"))
                    .as(any)
                    .isEqualTo(verdict);
    }

    @Test
    void no_words_of_a_client_move_the_address() {
        Random random = new Random(9);
        Filter[] loose = {
            Filter.of("a", "wrong key of .* from <HOST>"),
            Filter.of("b", "key of .*? from <HOST>(?: |$)"),
            Filter.of("c", "^ doord: (?:\\w+ )*of (?:'[^']*'|.*?) from <ADDR>"),
            Filter.of("d", "from \\[?(?<address>[0-9a-f.:]+)\\]?(?: \\(id (?<session>\\S+)\\))?$")
        };
        String[] words = {
            " from ",
            "198.51.100.9",
            "2001:db8::9",
            "of",
            "'",
            " (id x)",
            "key of ",
            "]",
            "host.example.org",
            " ",
            ":",
            ".",
            "1"
        };
        int banned = 0;
        for (int i = 0; i < 20_000; i++) {
            StringBuilder name = new StringBuilder();
            for (int n = random.nextInt(8); n > 0; n--) name.append(words[random.nextInt(words.length)]);
            String line = TIME + "doord: wrong key of '" + name + "' from 203.0.113.7 (id "
                    + name.toString().replace(" ", "") + ")\n";
            for (Filter filter : loose) {
                Scanned scanned = scanned(line, filter);
                assertThat(scanned.addresses()).as("%s %s", filter, line).isSubsetOf("203.0.113.7");
                banned += scanned.failures.size();
            }
        }
        assertThat(banned).isGreaterThan(5_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"(?:a+)+b <HOST>", "(?:.*a)*.*b <HOST>", "(a|aa|a\\w)*\\1b <HOST>", "(?:\\w+\\s?)+b <HOST>"})
    void a_line_that_takes_too_long_is_given_up_in_a_moment(String regex) {
        Filter filter = Filter.of("slow", "keyword " + regex);
        String line = TIME + "keyword " + "a".repeat(60_000) + "! 203.0.113.7\n";
        long began = System.nanoTime();

        Scanned scanned = scanned(line + TIME + "keyword aaab 203.0.113.7\n", filter);

        assertThat((System.nanoTime() - began) / 1_000_000).isLessThan(5_000);
        assertThat(scanned.failures.size()).isLessThanOrEqualTo(1);
        assertThat(scanned.counters().ambiguous().get("slow")
                        + scanned.counters().failures().get("slow"))
                .isPositive();
    }

    @Test
    void a_line_of_a_built_in_family_counts_once_and_as_that() {
        String line = "[" + TIME.strip() + "]" + " NOTICE[1] manager.c: 203.0.113.7 failed to authenticate as 'bob'\n";
        Filter same = Filter.of("same", "manager\\.c: <HOST> failed to authenticate as");

        Scanned scanned = scanned(line, same);

        assertThat(scanned.failures)
                .singleElement()
                .extracting(f -> f.service())
                .isEqualTo("AMI");
        assertThat(scanned.counters().failures()).containsEntry("same", 0L).containsEntry("manager", 1L);
    }

    @Test
    void two_patterns_make_one_failure_and_none_when_they_do_not_agree() {
        String line = TIME + "doord: wrong key of bob from 203.0.113.7\n";
        Filter other = Filter.of("other", "wrong key .* from <HOST>$");
        Filter wrong = Filter.of("wrong", "<HOST>: wrong key of");

        assertThat(scanned(line, DOOR, other).addresses()).containsExactly("203.0.113.7");
        assertThat(verdict(scanned(line, DOOR, wrong), "door")).isEqualTo("ambiguous");
    }

    @Test
    void a_pattern_without_a_needle_has_every_line_read() {
        String log = "harmless\n" + TIME + "9 !! 203.0.113.7\n";

        assertThat(scanned(log, Filter.of("all", "\\d !! <HOST>")).addresses()).containsExactly("203.0.113.7");
        assertThat(scanned(log, Filter.of("all", "\\d !! <HOST>")).counters().candidates())
                .isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "Nov 22 10:27:43 pbx doord: ~2026-11-22T10:27:43Z",
                "[2026-11-22 10:27:43,250] doord: ~2026-11-22T10:27:43.250Z",
                "22/Nov/2026:11:27:43 +0100 doord: ~2026-11-22T10:27:43Z",
                "- - [22/Nov/2026:05:27:43 -0500] doord: ~2026-11-22T10:27:43Z",
                "1795343263.5 doord: ~2026-11-22T10:27:43.500Z",
                "261122 10:27:43 doord: ~2026-11-22T10:27:43Z",
                "Nov 22, 2026 10:27:43 AM doord: ~2026-11-22T10:27:43Z",
                "Sun Nov 22 10:27:43 2026 doord: ~2026-11-22T10:27:43Z",
                "10:27:43 doord: ~2026-11-22T10:27:43Z",
                "Dec 24 10:27:43 doord: ~2025-12-24T10:27:43Z",
                "99 doord: ~2026-11-22T12:00:00Z"
            })
    void times_are_cut_out_and_read(String head, String time) {
        Filter filter = Filter.of("door", "^(?:- - \\[\\]|\\[\\]|99)? ?(?:pbx )?doord: wrong key <HOST>$");

        assertThat(scanned(head + " wrong key 203.0.113.7\n", filter).failures)
                .singleElement()
                .extracting(f -> Instant.ofEpochMilli(f.atMillis()))
                .isEqualTo(Instant.parse(time));
    }

    @Test
    void a_prefix_and_what_is_ignored_work_as_in_fail2ban() throws IOException {
        Filter filter = file("""
                prefregex = ^ doord\\[<F-MLFID>\\d+</F-MLFID>\\]: <F-CONTENT>.+</F-CONTENT>$
                failregex = ^wrong key of <F-USER>\\S+|.*?</F-USER> from <ADDR>
                            ^<F-NOFAIL>opened</F-NOFAIL> by <ADDR>
                ignoreregex = of guest from
                """);

        assertThat(verdict(scanned(TIME + "doord[7]: wrong key of bob from 203.0.113.7\n", filter), "door.conf"))
                .isEqualTo("203.0.113.7");
        for (String no : List.of(
                "doord: wrong key of bob from 203.0.113.7",
                "doord[7]: x wrong key of bob from 203.0.113.7",
                "doord[7]: wrong key of guest from 203.0.113.7",
                "doord[7]: opened by 203.0.113.7"))
            assertThat(verdict(scanned(TIME + no + "\n", filter), "door.conf"))
                    .as(no)
                    .isEqualTo("none");
    }

    @Test
    void where_the_prefix_could_end_elsewhere_the_address_must_be_the_same() throws IOException {
        Filter filter = file("""
                prefregex = ^ doord: (?:.*: )?<F-CONTENT>.+</F-CONTENT>$
                failregex = ^wrong key from <ADDR>
                """);

        String forged = TIME + "doord: wrong key from 203.0.113.7 of x: wrong key from 198.51.100.9\n";
        assertThat(verdict(scanned(forged, filter), "door.conf")).isEqualTo("ambiguous");
        assertThat(verdict(scanned(TIME + "doord: x: wrong key from 203.0.113.7\n", filter), "door.conf"))
                .isEqualTo("203.0.113.7");
    }

    @Test
    void the_address_may_stand_in_the_prefix() throws IOException {
        Filter filter = file("""
                prefregex = ^ doord: (?:.*)\\[client <HOST>\\] <F-CONTENT>.+</F-CONTENT>$
                failregex = ^wrong key\\b
                """);

        assertThat(verdict(scanned(TIME + "doord: [client 203.0.113.7] wrong key\n", filter), "door.conf"))
                .isEqualTo("203.0.113.7");
        assertThat(verdict(
                        scanned(
                                TIME + "doord: [client 203.0.113.7] wrong key [client 198.51.100.9] wrong key\n",
                                filter),
                        "door.conf"))
                .isEqualTo("ambiguous");
    }

    @Test
    void without_names_a_name_is_no_place() throws IOException {
        String text = "failregex = doord: .*\\b<HOST> .*wrong key\n";
        String line = TIME + "doord: peer 203.0.113.7 at noon wrong key\n";

        assertThat(verdict(scanned(line, file(text)), "door.conf")).isEqualTo("ambiguous");
        assertThat(verdict(scanned(line, file(text + "usedns = no\n")), "door.conf"))
                .isEqualTo("203.0.113.7");
    }

    @Test
    void it_is_explained() {
        byte[] line = (TIME + "doord: wrong key of bob from 203.0.113.7").getBytes(StandardCharsets.UTF_8);

        Explanation found = Explanation.of(line, List.of(DOOR), ZoneOffset.UTC, 0);

        assertThat(found.verdict()).isEqualTo("failure");
        assertThat(found.why()).isEqualTo("failregex 1 of door matches, and no other address can be meant");
        line = Arrays.copyOf(line, line.length - 12);
        assertThat(Explanation.of(line, List.of(DOOR), ZoneOffset.UTC, 0).why())
                .isEqualTo("no failregex of door matches");
    }
}
