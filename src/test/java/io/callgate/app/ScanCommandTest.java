package io.callgate.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.callgate.app.Box.Result;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScanCommandTest {

    private static final Path SAMPLES = Path.of("src/test/resources/scan");
    private static final String HEAD = "[2026-11-22T10:27:43Z] NOTICE[1] ";
    private static final String MANAGER = HEAD + "manager.c: 203.0.113.7 failed to authenticate as 'bob'\n";
    private static final String PJSIP = HEAD + "res_pjsip/pjsip_distributor.c: Request 'REGISTER' from ";
    private static final String AMBIGUOUS = PJSIP + "'<sip:x' failed for '203.0.113.9:5060' (callid: 1@h>' failed for"
            + " '203.0.113.7:5060' (callid: \u001b[2J1) - Failed to authenticate\n";

    @TempDir
    private Path directory;

    private Box box;

    @BeforeEach
    void open() throws IOException {
        box = new Box(directory);
    }

    @AfterEach
    void close() {
        box.close();
    }

    private String log(String text) throws IOException {
        return Files.writeString(directory.resolve("test.log"), text).toString();
    }

    @Test
    void it_says_who_failed_how_often_and_at_what() {
        Result result = box.run("scan", SAMPLES.resolve("messages.log").toString());

        assertThat(result.exit()).isZero();
        assertThat(result.out())
                .startsWith("89 lines (11279 bytes) in ")
                .containsPattern("\npjsip +32 +0 +0\nmanager +3 +0 +0\n")
                .containsPattern(
                        "\n127\\.0\\.0\\.1 +35 +2026-11-22T\\S+ +2026-11-22T\\S+ +AMI,PJSIP +1001, 1002, 9999,");
    }

    @Test
    void it_bans_nobody_and_needs_no_book() throws IOException {
        String log = log(MANAGER.repeat(100));
        Files.delete(directory.resolve("book.db"));

        assertThat(box.run("scan", log).exit()).isZero();
        assertThat(directory.resolve("book.db")).doesNotExist();
    }

    @Test
    void it_prints_json() throws IOException {
        assertThat(box.run("scan", log(MANAGER + MANAGER), "--json").out())
                .contains("\"lines\":2,\"candidates\":2,\"cut\":0,")
                .contains("{\"family\":\"manager\",\"failures\":2,\"ambiguous\":0,\"without_address\":0}")
                .contains("{\"address\":\"203.0.113.7\",\"failures\":2,\"first\":\"2026-11-22T10:27:43Z\","
                        + "\"last\":\"2026-11-22T10:27:43Z\",\"services\":\"AMI\",\"accounts\":\"bob\"}");
    }

    @Test
    void lines_that_are_ambiguous_are_shown_and_cannot_steer_the_terminal() throws IOException {
        String out = box.run("scan", log(AMBIGUOUS)).out();

        assertThat(out).containsPattern("pjsip +0 +1 +0").contains("no address failed", "pjsip: several places");
        assertThat(out).doesNotContain("\u001b");
    }

    @Test
    void it_reads_compressed_logs_and_standard_input() throws IOException {
        Path compressed = directory.resolve("test.log.1.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(compressed))) {
            out.write(MANAGER.repeat(1000).getBytes());
        }

        assertThat(box.run("scan", compressed.toString()).out()).containsPattern("manager +1000 ");
        assertThat(box.runReading(MANAGER + MANAGER.strip(), "scan", "-").out()).containsPattern("manager +2 ");
        assertThat(box.runReading("", "scan", "-").out()).contains("0 lines", "no failed attempts");
    }

    @Test
    void one_line_is_explained() throws IOException {
        String log = log("harmless\n" + MANAGER + AMBIGUOUS);

        assertThat(box.run("scan", log, "--explain", "1").out())
                .contains("writer   -\n", "verdict  no failure\n", "why      its header is of no writer");
        assertThat(box.run("scan", log, "--explain", "2").out())
                .contains("writer   manager.c\n", "verdict  failure\n", "address  203.0.113.7\n", "account  bob\n");
        assertThat(box.run("scan", log, "--explain", "3", "--json").out())
                .contains("\"verdict\":\"ambiguous\",\"why\":\"several places")
                .doesNotContain("\u001b");
        assertThat(box.run("scan", log, "--explain", MANAGER.strip()).out()).contains("address  203.0.113.7\n");
    }

    @Test
    void a_filter_can_be_tried() throws IOException {
        Path filter = Files.writeString(
                directory.resolve("door.conf"),
                "[Definition]\nfailregex = ^ doord: no <F-USER>.*</F-USER> at <HOST>$\n");
        String line = "2026-11-22T10:27:43Z doord: no key at 203.0.113.7";
        String log = log(line + "\n");

        assertThat(box.run("scan", log).out()).contains("no failed attempts");
        assertThat(box.run("scan", log, "--filter", filter.toString()).out())
                .containsPattern("\ndoor.conf +1 +0 +0\n")
                .containsPattern("\n203.0.113.7 +1 .* door.conf +key\n");
        assertThat(box.run("scan", "-", "--explain", line, "--filter", filter.toString())
                        .out())
                .contains("verdict  failure\n", "why      failregex 1 of door.conf matches");
        Files.writeString(filter, "[Definition]\nfailregex = ^ doord (<HOST>\n");
        assertRefused(1, "door.conf: failregex: a ( that nothing closes", "scan", log, "--filter", filter.toString());
    }

    @Test
    void what_cannot_be_read_is_refused_in_one_line() throws IOException {
        assertRefused(1, "there is no such file", "scan", "/nowhere/x.log");
        assertRefused(1, "cannot be read", "scan", directory.toString());
        assertRefused(1, "has no line 3", "scan", log(MANAGER), "--explain", "3");
        assertRefused(2, "lines are counted from 1", "scan", log(MANAGER), "--explain", "0");
        assertRefused(2, "FILE", "scan");
    }

    private void assertRefused(int exit, String why, String... args) {
        Result result = box.run(args);
        assertThat(result.err()).startsWith("callgate: ").hasLineCount(1).contains(why);
        assertThat(result.exit()).isEqualTo(exit);
    }
}
