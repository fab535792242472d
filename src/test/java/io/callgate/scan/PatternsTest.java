package io.callgate.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.callgate.scan.filter.Filter;
import io.callgate.toml.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PatternsTest {

    @TempDir
    private Path folder;

    private String file(String name, String failregex) throws IOException {
        return Files.writeString(folder.resolve(name), "[Definition]\nfailregex = " + failregex + "\n")
                .toString();
    }

    /** An upgrade of another program's files must not take along what can still be used. */
    @Test
    void what_can_be_used_is_ready_and_the_rest_is_named_with_its_reason() throws IOException {
        Patterns patterns = new Patterns(
                ImmutableMap.of("door", "no door to <HOST>"),
                ImmutableList.of(
                        new Patterns.File(file("good.conf", "^ gone wrong from <HOST>$"), "line 3: "),
                        new Patterns.File(file("bad.conf", "^ gone (wrong from <HOST>$"), "line 4: "),
                        new Patterns.File(folder.resolve("lost.conf").toString(), "line 5: "),
                        new Patterns.File(file("good.conf", "^ gone wrong from <HOST>$"), "line 6: ")));
        Patterns.Ready ready = patterns.ready();
        assertThat(ready.filters()).extracting(Filter::name).containsExactly("door", "good.conf");
        assertThat(ready.refused()).hasSize(3);
        assertThat(ready.refused().get(0)).startsWith("line 4: ").contains("bad.conf", "a ( that nothing closes");
        assertThat(ready.refused().get(1)).startsWith("line 5: ").contains("lost.conf");
        assertThat(ready.refused().get(2)).startsWith("line 6: ").contains("\"good.conf\"");
        assertThatThrownBy(patterns::filters)
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("bad.conf");
    }
}
