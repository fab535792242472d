package io.callgate.kit.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

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
}
