package io.callgate.agi;

import static org.assertj.core.api.Assertions.assertThat;

import io.callgate.agi.SimulatedLine.Press;
import io.callgate.agi.call.Call;
import io.callgate.agi.call.Ending;
import io.callgate.agi.call.HungUp;
import io.callgate.agi.call.Menu;
import io.callgate.agi.call.Silence;
import io.callgate.agi.call.Telephone;
import io.callgate.core.account.Account;
import io.callgate.core.account.Caller;
import io.callgate.core.address.Address;
import io.callgate.core.grant.Grant;
import io.callgate.core.ring.Ring;
import io.callgate.gate.act.Logins;
import io.callgate.gate.port.Doorbell;
import io.callgate.testing.Box;
import io.callgate.testing.Trials;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Keys at random, at any pace, in every state: no address is let in but one that the keys spell whole between pounds, or that was
 * said to its end and then allowed by its rule.
 */
class RandomKeysTest {

    private static final int CALLS = Trials.of(60_000);
    private static final String LOGIN = "1001#183920#";

    private static final String[] PIECES = {
        "195*51*100*9",
        "95*51*100*9",
        "203*0*113*7",
        "203*0*113*77",
        "195051100009",
        "31*13*65*1",
        "1*2*3*4",
        "2*3*4*5",
        "3*4*5*6",
        "11*1*1*1",
        "131*1*1*1",
        "12*3*4*5",
        "10*0*0*1",
        "256*1*1*1",
        "203*0*113",
        "1*1",
        "*",
        "*9",
        "#",
        "#",
        "#",
        "#",
        "#",
        "#1",
        "#1",
        "#1#",
        "1",
        "1",
        "1",
        "2",
        "3",
        "31",
        "0",
        "5",
        "7#",
        "01#",
        "77#",
        "72#",
        "9#",
        "11",
        "13",
        "2#",
        "3#",
        "1#",
        "!",
        "A",
        "00000000000000000000000000000000000000000000000000000000000",
        LOGIN,
        "1001#",
        "183920#"
    };

    /** The first so many are addresses. */
    private static final int ADDRESSES = 12;

    private static final String[] CONFIRMING = {"1", "1#", "#1", "11", "12", "195*51*100*9#1", "2#", "*", ""};

    /** Of a hurried caller, of one who reads from a note, of one who listens. */
    private static final long[] GAPS = {0, 700, 1_600, 3_000, 8_500, 14_000, 20_000};

    private static final String[] RINGING = {
        "203.0.113.7",
        "203.0.113.77",
        "203.0.114.7",
        "95.51.100.9",
        "1.2.3.4",
        "2001:db8::7",
        "2001:db8::7a",
        "2001:db8::1",
        "203.0.113.1",
        "10.0.0.1"
    };

    @TempDir
    Path folder;

    private List<Ring> rings = List.of();

    @Test
    void whatever_is_keyed_after_the_pin_lets_in_only_what_was_meant() throws Exception {
        Random random = new Random(20_261_128);
        int[] found = new int[3];
        try (Box box = new Box(folder)) {
            Account account = box.account("1001", "183920");
            for (int i = 0; i < CALLS; i++) {
                List<Press> keys = press(random, "");
                play(box, keys, random, found, (phone, line) -> {
                    Doorbell doorbell = number -> rings;
                    new Menu(phone, box.gate, doorbell, new Caller("1"), new Ending(phone)).serve(account);
                });
            }
        }
        for (int times : found)
            assertThat(times).as("granted by keys, after hearing, and removed").isGreaterThan(CALLS / 1000);
    }

    @Test
    void whatever_is_keyed_from_the_beginning_lets_in_only_what_was_meant() throws Exception {
        Random random = new Random(864);
        int[] found = new int[3];
        try (Box box = new Box(folder);
                Logins logins = new Logins(box.gate, 2)) {
            box.account("1001", "183920");
            for (int i = 0; i < Math.max(300, CALLS / 1_000); i++) {
                List<Press> keys = press(random, random.nextInt(4) > 0 ? LOGIN : "1001#193920#");
                boolean changed = play(box, keys, random, found, (phone, line) -> {
                    new Call(phone, box.gate, logins, number -> rings, new Caller("1")).run();
                    if (line.variables.containsKey("CALLGATE_STATUS"))
                        assertThat(line.variables.get("CALLGATE_STATUS")).isNotEqualTo("ERROR");
                });
                if (!text(keys).matches(".*1001#+183920#.*"))
                    assertThat(changed).isFalse();
                box.clock.forward(Duration.ofDays(10));
            }
        }
        assertThat(found[0]).isPositive();
    }

    private interface Dialogue {
        void with(Telephone phone, SimulatedLine line) throws HungUp, Silence;
    }

    private boolean play(Box box, List<Press> keys, Random random, int[] found, Dialogue dialogue) {
        List<String> before = addresses(box);
        rings = someRings(random);
        SimulatedLine line = new SimulatedLine(keys);
        try {
            dialogue.with(new Telephone(line.channel()), line);
        } catch (HungUp | Silence e) {
            assertThat(e).isNotNull();
        }
        List<String> after = addresses(box);
        if (after.equals(before)) return false;
        String what = before + " to " + after + " by " + keys + " while " + rings + " rang, " + line.heard;
        if (after.isEmpty()) {
            found[2]++;
            assertThat(isRemoval(keys)).as(what).isTrue();
            return true;
        }
        assertThat(after).as(what).hasSize(1);
        boolean spelled = isSpelled(after.get(0), keys, line);
        found[spelled ? 0 : 1]++;
        assertThat(spelled || isHeard(after.get(0), keys, line, before))
                .as(what)
                .isTrue();
        return true;
    }

    private static List<Press> press(Random random, String first) {
        StringBuilder text = new StringBuilder(first);
        for (int k = random.nextInt(4); k > 0; k--) text.append(piece(random));
        // Or else hardly any would be let in, and nothing be shown.
        if (random.nextBoolean())
            text.append(PIECES[random.nextInt(ADDRESSES)])
                    .append('#')
                    .append(CONFIRMING[random.nextInt(CONFIRMING.length)]);
        if (random.nextBoolean()) text.append(piece(random));
        int pauses = random.nextInt(3) == 0 ? 2 : 12;
        List<Press> keys = new ArrayList<>();
        for (char key : text.toString().toCharArray()) {
            boolean pause = keys.size() >= first.length() && random.nextInt(pauses) == 0;
            keys.add(new Press(key, pause ? GAPS[random.nextInt(GAPS.length)] : 100));
        }
        return keys;
    }

    private static String piece(Random random) {
        return PIECES[random.nextInt(PIECES.length)];
    }

    private static List<Ring> someRings(Random random) {
        List<String> addresses = new ArrayList<>(List.of(RINGING));
        Collections.shuffle(addresses, random);
        Ring.Means[] means = Ring.Means.values();
        return addresses.stream()
                .limit(Math.max(0, random.nextInt(8) - 3))
                .map(a -> new Ring(Address.parse(a), 0, means[random.nextInt(means.length)]))
                .toList();
    }

    private static List<String> addresses(Box box) {
        return box.grants().stream().map(Grant::range).map(Object::toString).toList();
    }

    private static String text(List<Press> keys) {
        StringBuilder text = new StringBuilder();
        keys.forEach(press -> text.append(press.key()));
        return text.toString();
    }

    // What may let in, by nothing but the keys and their times.

    /** Whether nothing but a pound follows for a second. */
    private static boolean endsRun(List<Press> keys, int i) {
        return i + 1 == keys.size()
                || keys.get(i + 1).key() == '#'
                || keys.get(i + 1).key() == '!'
                || keys.get(i + 1).afterMillis() >= 1_000;
    }

    private static boolean beginsRun(List<Press> keys, int i) {
        return i == 0 || keys.get(i - 1).key() == '#' || keys.get(i).afterMillis() >= 1_000;
    }

    /** Between two pounds, whatever the pauses; and then a 1 by itself, with nothing but single keys in between. */
    private static boolean isSpelled(String address, List<Press> keys, SimulatedLine line) {
        int from = 0;
        for (int i = 0; i < keys.size(); i++) {
            if (keys.get(i).key() != '#') continue;
            if (spells(keys.subList(from, i), address) && isConfirmed(address, keys, i + 1, line)) return true;
            from = i + 1;
        }
        return false;
    }

    private static boolean isConfirmed(String address, List<Press> keys, int from, SimulatedLine line) {
        for (int i = from; i < keys.size(); i++) {
            char key = keys.get(i).key();
            if (key == '#') continue;
            boolean atOnce = wasHeard(address, line, from, i);
            boolean single = beginsRun(keys, i) && endsRun(keys, i);
            if (key == '1' && (single || atOnce)) return true;
            if (!single) return false;
        }
        return false;
    }

    private static boolean wasHeard(String address, SimulatedLine line, int from, int to) {
        return line.heard.stream().anyMatch(h -> h.address().equals(address) && h.keys() >= from && h.keys() <= to);
    }

    private static boolean spells(List<Press> keys, String address) {
        return io.callgate.core.address.KeyedAddress.parse(text(keys))
                .match(a -> a.toString().equals(address), bad -> false);
    }

    /** Said to its end, and then the key that allows it: a 1 by itself for what was keyed or rang alone, else its last number. */
    private boolean isHeard(String address, List<Press> keys, SimulatedLine line, List<String> before) {
        List<Ring> offered = rings.stream()
                .filter(r -> !before.contains(r.address().toString()))
                .filter(r -> !r.address().toString().equals("10.0.0.1"))
                .toList();
        boolean rang = offered.stream().anyMatch(r -> r.address().toString().equals(address));
        boolean doorbell = rang && offered.size() == 1 && offered.get(0).means() == Ring.Means.DOORBELL;
        boolean alike = rang
                && offered.stream()
                                .filter(r -> last(r.address().toString()).equals(last(address)))
                                .count()
                        > 1;
        for (SimulatedLine.Heard heard : line.heard) {
            if (!heard.address().equals(address)) continue;
            boolean keyed = endsWithSpelling(address, keys.subList(0, heard.keys()));
            for (int i = heard.keys(); i < keys.size(); i++) {
                boolean one = keys.get(i).key() == '1' && beginsRun(keys, i) && endsRun(keys, i);
                if (one && (keyed || doorbell || alike)) return true;
                if (rang
                        && !alike
                        && text(keys.subList(i, keys.size()))
                                .matches(
                                        (last(address).matches("[123]") ? "0{1,3}" : "0{0,3}") + last(address) + "#.*"))
                    return true;
            }
        }
        return false;
    }

    /** What was keyed last, after a choice by itself or a star, or before a long pause. */
    private static boolean endsWithSpelling(String address, List<Press> keys) {
        int end = keys.size();
        while (end > 0 && (keys.get(end - 1).key() == '#')) end--;
        for (int from = 0; from < end; from++)
            for (int to = end; to > from; to--)
                if ((beginsRun(keys, from) || keys.get(from - 1).key() == '*')
                        && spells(keys.subList(from, to), address)) return true;
        return false;
    }

    private static boolean isRemoval(List<Press> keys) {
        for (int i = 0; i < keys.size(); i++) {
            if (keys.get(i).key() != '3' || !beginsRun(keys, i)) continue;
            int one = i + 1;
            while (one < keys.size() && keys.get(one).key() == '#') one++;
            if (one < keys.size() && keys.get(one).key() == '1' && endsRun(keys, one)) return true;
            for (int j = one; endsRun(keys, i) && j < keys.size(); j++)
                if (keys.get(j).key() == '1' && beginsRun(keys, j) && endsRun(keys, j)) return true;
        }
        return false;
    }

    private static String last(String address) {
        return address.replaceAll(".*[.:]", "").replaceAll("^$", "0").replace('a', '2');
    }
}
