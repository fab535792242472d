package io.callgate.kit.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

    @Test
    void values_are_written_as_what_they_are() {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("number", 7L);
        facts.put("yes", true);
        facts.put("none", Optional.empty());
        facts.put("some", Optional.of("x"));
        facts.put("list", List.of(1, "two", Map.of()));

        assertThat(Json.of(facts))
                .isEqualTo("{\"number\":7,\"yes\":true,\"none\":null,\"some\":\"x\",\"list\":[1,\"two\",{}]}");
    }

    @Test
    void text_cannot_end_its_string_nor_its_line() {
        assertThat(Json.of("\"\\\n\r\t\u0000\u001b\u007f\u0085\u2028\u202e"))
                .isEqualTo("\"\\\"\\\\\\u000a\\u000d\\u0009\\u0000\\u001b\\u007f\\u0085\\u2028\\u202e\"");
    }

    @Test
    void half_a_character_is_escaped_and_a_whole_one_is_not() {
        assertThat(Json.of("\ud83d")).isEqualTo("\"\\ud83d\"");
        assertThat(Json.of("\ude00x")).isEqualTo("\"\\ude00x\"");
        assertThat(Json.of("ü\ud83d\ude00")).isEqualTo("\"ü\ud83d\ude00\"");
    }

    @Test
    void what_was_written_is_read_again() {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("number", -7L);
        facts.put("no", false);
        facts.put("none", Optional.empty());
        facts.put("list", List.of("two", Map.of(), List.of()));
        facts.put("text", "\"\\\n\u202e ü\ud83d\ude00 {,}");

        assertThat(Json.read(Json.of(facts) + "\n")).isEqualTo(facts);
    }

    @Test
    void json_of_others_is_read() {
        assertThat(Json.read(" { \"a\" : [ 1.5e3 , true ] , \"b\" : \"\\t\\/\\u00e9\" } "))
                .isEqualTo(Map.of("a", List.of(new BigDecimal("1.5e3"), true), "b", "\t/é"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[1",
                "[1,]",
                "{\"a\"}",
                "{\"a\":}",
                "{a:1}",
                "{\"a\":1,}",
                "\"cut",
                "\"\\x\"",
                "\"\\u12\"",
                "\"\\u12g4\"",
                "\"a\nb\"",
                "01",
                "1.",
                "-",
                "tru",
                "nil",
                "1 2",
                "[] x",
                "\u0000"
            })
    void what_is_no_json_is_refused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Json.read(text)).withMessageStartingWith("is not JSON");
    }

    @Test
    void json_as_deep_as_a_stack_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Json.read("[".repeat(100_000)))
                .withMessageContaining("too deep");
    }
}
