package io.callgate.scan.regex;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NeedlesTest {

    private static List<String> needles(String regex) {
        return Regex.compile(regex).needles().stream()
                .map(needle -> new String(needle, StandardCharsets.UTF_8))
                .collect(Collectors.toList());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "^door shut on \\S+$~door shut on ",
                "(?:wrong|no) key for~wrong key for,no key for",
                "(?:a|bc)+ of the house~ of the house",
                "x* (?:first way|second road)~ first way, second road",
                "user(?: name)? is~user name is,user is",
                "[Ll]ogin failed~Login failed,login failed",
                "(?!never)always~always",
                "(?:xy){3}z~xyxyxyz",
                "a: \\[\\] \"the end~\"the end",
                "(a)?(?(1)yes|no) sure~ sure"
            })
    void each_match_holds_one_of_the_longest_texts(String regex, String expected) {
        assertThat(String.join(",", needles(regex))).isEqualTo(expected);
    }

    @Test
    void what_may_be_anything_holds_none() {
        assertThat(needles("(?:abc|.*)")).isEmpty();
        assertThat(needles("(?:door)?")).isEmpty();
    }

    @Test
    void no_text_is_missed_by_them() {
        Random random = new Random(11);
        Machine machine = new Machine();
        int checked = 0;
        for (int i = 0; i < 100_000; i++) {
            String regex = regex(random, 3);
            byte[] text = text(random);
            machine.allow(100_000);
            Regex compiled = Regex.compile(regex);
            if (!machine.find(compiled, text, 0, text.length)
                    || compiled.needles().isEmpty()) continue;
            checked++;
            String match = new String(text, StandardCharsets.US_ASCII);
            assertThat(needles(regex)).as("%s in \"%s\"", regex, match).anyMatch(match::contains);
        }
        assertThat(checked).isGreaterThan(5_000);
    }

    private static byte[] text(Random random) {
        byte[] text = new byte[random.nextInt(12)];
        for (int i = 0; i < text.length; i++) text[i] = (byte) "ab -".charAt(random.nextInt(4));
        return text;
    }

    private static String regex(Random random, int depth) {
        String one = depth == 0 ? leaf(random) : part(random, depth);
        return random.nextInt(3) > 0 ? one + leaf(random) + (depth > 0 ? regex(random, depth - 1) : "") : one;
    }

    private static String part(Random random, int depth) {
        String body = regex(random, depth - 1);
        String[] times = {"*", "+", "?", "{2}", "{1,2}", "{0,2}?", "", ""};
        return switch (random.nextInt(7)) {
            case 0 -> "(" + body + ")" + times[random.nextInt(times.length)];
            case 1 -> "(?:" + body + "|" + regex(random, depth - 1) + ")";
            case 2 -> "(?=" + body + ")";
            case 3 -> "(?>" + body + ")";
            default -> leaf(random);
        };
    }

    private static String leaf(Random random) {
        String[] leaves = {"a", "b", " ", "-", "[ab]", ".", "a+", "b?", "^", "\\b"};
        return leaves[random.nextInt(leaves.length)];
    }
}
