package io.callgate.agi;

import io.callgate.core.address.Address;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.asteriskjava.fastagi.AgiChannel;
import org.asteriskjava.fastagi.AgiHangupException;
import org.asteriskjava.fastagi.reply.AgiReply;

/**
 * Asterisk's side of a call in simulated time: words take theirs, keys come at theirs, and none is lost. GET DATA does as
 * ast_readstring of Asterisk 22.
 */
final class SimulatedLine {

    private static final long WORDS_MILLIS = 2_000;
    private static final long ADDRESS_MILLIS = 5_000;

    /** A key, how long after the one before it is pressed; {@code !} hangs up. */
    record Press(char key, long afterMillis) {}

    /** An address that was said to its end, before so many keys were pressed. */
    record Heard(String address, int keys) {}

    final List<Heard> heard = new ArrayList<>();
    final Map<String, String> variables = new HashMap<>();

    private final List<Press> keys;
    private int next;
    private long now;
    private long nextAt;
    private boolean gone;
    private boolean timedOut;

    SimulatedLine(List<Press> keys) {
        this.keys = keys;
        if (!keys.isEmpty()) nextAt = keys.get(0).afterMillis();
    }

    AgiChannel channel() {
        AgiReply reply = proxy(AgiReply.class, (method, arguments) -> timedOut ? "timeout" : null);
        return proxy(AgiChannel.class, (method, arguments) -> {
            if (method.equals("setVariable")) return variables.put((String) arguments[0], (String) arguments[1]);
            if (method.equals("getLastReply")) return reply;
            if (gone) throw new AgiHangupException();
            return switch (method) {
                case "answer" -> null;
                case "streamFile", "sayDateTime" -> key(WORDS_MILLIS);
                case "sayAlpha" -> sayAddress((String) arguments[0]);
                case "getData" -> data((String) arguments[0], (long) arguments[1], (int) arguments[2]);
                default -> throw new IllegalStateException("callgate does not use " + method);
            };
        });
    }

    private interface Answers {
        Object to(String method, Object[] arguments) throws Exception;
    }

    private static <T> T proxy(Class<T> type, Answers answers) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (Object self, Method method, Object[] arguments) -> answers.to(method.getName(), arguments)));
    }

    /** The next key if it comes so soon, else 0, when that time is over. */
    private char key(long millis) throws AgiHangupException {
        if (next >= keys.size() || nextAt > now + millis) {
            now += millis;
            return 0;
        }
        now = Math.max(now, nextAt);
        char key = keys.get(next++).key();
        if (next < keys.size()) nextAt += keys.get(next).afterMillis();
        gone = key == '!';
        if (gone) throw new AgiHangupException();
        return key;
    }

    private char sayAddress(String address) throws AgiHangupException {
        char key = key(ADDRESS_MILLIS);
        if (key == 0) heard.add(new Heard(Address.parse(address).toString(), next));
        return key;
    }

    private String data(String file, long waitMillis, int max) throws AgiHangupException {
        StringBuilder digits = new StringBuilder();
        timedOut = false;
        char key = key(file.equals("silence/1") ? 1_000 : WORDS_MILLIS);
        if (key == 0) key = key(waitMillis);
        while (key != 0 && key != '#') {
            digits.append(key);
            if (digits.length() >= max) return digits.toString();
            key = key(waitMillis);
        }
        timedOut = key == 0;
        return digits.toString();
    }
}
