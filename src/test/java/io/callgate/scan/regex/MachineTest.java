package io.callgate.scan.regex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.callgate.testing.Trials;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MachineTest {

    private static final long ENOUGH = 1_000_000;

    private final Machine machine = new Machine();

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The whole match and its groups; empty when there is none. */
    private List<String> found(String regex, String text, int groups) {
        byte[] in = bytes(text);
        machine.allow(ENOUGH);
        if (!machine.find(Regex.compile(regex), in, 0, in.length)) return List.of();
        List<String> found = new ArrayList<>();
        for (int g = 0; g <= groups; g++) {
            int from = machine.start(g);
            found.add(from < 0 ? null : new String(in, from, machine.end(g) - from, StandardCharsets.UTF_8));
        }
        return found;
    }

    private static List<String> foundByJava(String regex, String text) {
        Matcher matcher = Pattern.compile(regex, Pattern.DOTALL).matcher(text);
        if (!matcher.find()) return List.of();
        List<String> found = new ArrayList<>();
        for (int g = 0; g <= matcher.groupCount(); g++) found.add(matcher.group(g));
        return found;
    }

    private static final int TRIALS = Trials.of(60_000);

    @Test
    void it_finds_what_java_finds() {
        Random random = new Random(7);
        int matches = 0;
        for (int i = 0; i < TRIALS; i++) {
            String regex = regex(random, 4);
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(9); n > 0; n--) text.append("abc ".charAt(random.nextInt(4)));
            List<String> expected = foundByJava(regex, text.toString());
            if (!expected.isEmpty()) matches++;
            String what = expected.isEmpty() ? null : expected.get(0);
            List<String> found = found(regex, text.toString(), 0);
            assertThat(found.isEmpty() ? null : found.get(0))
                    .as("%s in \"%s\"", regex, text)
                    .isEqualTo(what);
        }
        assertThat(matches).isBetween(TRIALS / 3, TRIALS - TRIALS / 12);
    }

    private static String regex(Random random, int depth) {
        String one = depth == 0 ? leaf(random) : part(random, depth);
        return random.nextInt(3) > 0 ? one + (depth > 0 ? regex(random, depth - 1) : "") : one;
    }

    private static String part(Random random, int depth) {
        String body = regex(random, depth - 1);
        return switch (random.nextInt(11)) {
            case 0, 1 -> "(" + character(random) + body + ")" + times(random);
            case 2 -> "(?:" + body + "|" + regex(random, depth - 1) + ")";
            case 3 -> "(?=" + body + ")";
            case 4 -> "(?!" + body + ")";
            case 5 -> "(?>" + body + ")";
            case 6 -> "(?<" + "=!".charAt(random.nextInt(2)) + "abc.".charAt(random.nextInt(4)) + ")";
            case 7 -> "(?:" + character(random) + body + ")" + times(random);
            default -> random.nextBoolean() ? leaf(random) : character(random) + times(random);
        };
    }

    private static String times(Random random) {
        String[] times = {"*", "+", "?", "*?", "+?", "??", "{2}", "{1,2}", "{0,2}?", "", "", "*+", "{1,}"};
        return times[random.nextInt(times.length)];
    }

    /** Never nothing: rounds of a loop that match nothing are counted otherwise by Java. */
    private static String character(Random random) {
        String[] characters = {"a", "b", "c", ".", "[ab]", "[^a]", "\\w", "\\s", "\\S"};
        return characters[random.nextInt(characters.length)];
    }

    private static String leaf(Random random) {
        String[] places = {"(?:^|a)", "(?:$|b)", "\\b", "\\B", "^", "$"};
        return random.nextInt(8) > 0 ? character(random) : places[random.nextInt(places.length)];
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "(?P<x>a)b(?P=x)~caba~aba",
                "(?<x>a)b\\k<x>~caba~aba",
                "(a)?(?(1)b|c)~xab~ab",
                "(a)?(?(1)b|c)~xac~c",
                "(?P<q>\")?x(?(q)\")~\"x\"~\"x\"",
                "(?i)straße~STRAße~STRAße",
                "a(?i:b)c~aBc~aBc",
                "(?:(?i)a)b~Ab~Ab",
                "(?x)a b # all~ab~ab",
                "[]a]+~x]a~]a",
                "[^]a]+~]ax~x",
                "[a\\-z]+~m-~-",
                "[\\w.-]+~/a.b-c~a.b-c",
                "a{,2}b~aaab~aab",
                "a{x}~a{x}~a{x}",
                "\\d{1,3}(?=\\.)~1234.5~234",
                "é+~aéé~éé",
                "a\\Z~ba~a",
                "(?#no)a~a~a",
                "(?<!a)b~abb~b"
            })
    void both_dialects_are_understood(String regex, String text, String match) {
        assertThat(found(regex, text, 0)).containsExactly(match);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "a(b~a ( that nothing closes",
                "a)b~a ) that nothing opens",
                "*a~nothing before *",
                "a**~a repetition of a repetition",
                "[a~a [ that nothing closes",
                "[a&&b]~&& within [ ]",
                "[é]~the character é within [ ]",
                "\\p{L}~\\p is not known here",
                "(?P=x)~no group \"x\"",
                "(?<a>x)(?<a>y)~a second group with the name \"a\"",
                "(?<=a*)b~a look behind whose length is not always the same",
                "a{2000}~more than 1000 times",
                "(?:(?:a{900}b){900}){900}~too large",
                "(?q)a~(?q is not known here"
            })
    void what_is_not_understood_is_refused_with_its_place(String regex, String why) {
        assertThatThrownBy(() -> Regex.compile(regex))
                .isInstanceOf(RegexException.class)
                .hasMessageContaining(why);
    }

    @ParameterizedTest
    @ValueSource(strings = {"(a*)*b", "(a|aa)+$", "(?:a|a)*c", ".*.*.*.*.*=x", "(?:(?:a+)+)+b", "(\\w+\\s*)+:"})
    void what_takes_others_for_ever_takes_it_no_time(String regex) {
        byte[] in = bytes("a".repeat(2000) + "!");
        machine.allow(ENOUGH);

        assertThat(machine.find(Regex.compile(regex), in, 0, in.length)).isFalse();
    }

    @Test
    void work_is_bounded_where_nothing_can_be_remembered() {
        byte[] in = bytes("a".repeat(5000) + "!");
        machine.allow(ENOUGH);

        assertThatThrownBy(() -> machine.find(Regex.compile("(x)?(?:a|aa)+(?(1)b|c)"), in, 0, in.length))
                .isInstanceOf(Machine.TooMuch.class);
        machine.allow(ENOUGH);
        assertThat(machine.find(Regex.compile("a!"), in, 0, in.length)).isTrue();
    }

    @Test
    void every_place_that_a_group_can_have_is_found() {
        Random random = new Random(3);
        int seen = 0;
        for (int i = 0; i < 40_000; i++) {
            String regex = regex(random, 1) + "(?<w>" + regex(random, 1) + ")" + regex(random, 1);
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(6); n > 0; n--) text.append("abc ".charAt(random.nextInt(4)));
            seen += places(regex, text.toString());
        }
        assertThat(seen).isGreaterThan(2_000);
    }

    /** Compares with Java, asked for each place by itself. */
    private int places(String regex, String text) {
        byte[] in = bytes(text);
        Regex ours = Regex.compile(regex);
        int count = 0;
        for (int from = 0; from <= in.length; from++)
            for (int to = from; to <= in.length; to++) {
                int start = from;
                int end = to;
                String pinned = regex.replace("(?<w>", "(?<w>(?<=^(?s:.{" + start + "}))");
                boolean possible = possible(pinned, text, start, end);
                machine.allow(ENOUGH);
                boolean found = machine.findWatching(
                        ours, in, 0, in.length, ours.watched(List.of("w")), (s, e) -> s == start && e == end);
                assertThat(found)
                        .as("%s in \"%s\" at %d to %d", regex, text, from, to)
                        .isEqualTo(possible);
                if (found) count++;
            }
        return count;
    }

    /** By a group whose place is pinned from both sides. */
    private static boolean possible(String pinned, String text, int start, int end) {
        int open = pinned.indexOf("(?<w>");
        int close = open;
        for (int depth = 0; ; close++) {
            char c = pinned.charAt(close);
            if (c == '(') depth++;
            if (c == ')' && --depth == 0) break;
        }
        String both = pinned.substring(0, close) + "(?<=^(?s:.{" + end + "}))" + pinned.substring(close);
        return Pattern.compile(both, Pattern.DOTALL).matcher(text).find();
    }
}
