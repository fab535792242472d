package io.callgate.names;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.Type;

/**
 * Asks servers one after the other until one says what it knows: yes or no, but not "I cannot". Then all of them once more
 * without EDNS, which some do not understand; four attempts at most. Remembers the shortest TTL of the answers.
 */
final class Servers implements Resolver {

    static final Duration ATTEMPT = Duration.ofSeconds(2);
    private static final int ATTEMPTS = 4;

    private final List<SimpleResolver> attempts = new ArrayList<>();
    private long ttl = Long.MAX_VALUE;

    Servers(List<InetSocketAddress> addresses) {
        for (InetSocketAddress address : addresses) attempts.add(attempt(address, true));
        for (InetSocketAddress address : addresses) attempts.add(attempt(address, false));
    }

    private static SimpleResolver attempt(InetSocketAddress address, boolean edns) {
        SimpleResolver resolver = new SimpleResolver(address);
        resolver.setTimeout(ATTEMPT);
        if (!edns) resolver.setEDNS(-1);
        return resolver;
    }

    /** The shortest TTL of all answers, zero when there was none. */
    synchronized Duration ttl() {
        return Duration.ofSeconds(ttl == Long.MAX_VALUE ? 0 : ttl);
    }

    private synchronized void note(Message answer) {
        for (Record record : answer.getSection(Section.ANSWER)) ttl = Math.min(ttl, record.getTTL());
    }

    @Override
    public CompletionStage<Message> sendAsync(Message query) {
        return sendAsync(query, Runnable::run);
    }

    @Override
    public CompletionStage<Message> sendAsync(Message query, Executor executor) {
        return ask(query, executor, 0, "there is no server to ask");
    }

    private CompletableFuture<Message> ask(Message query, Executor executor, int attempt, String why) {
        if (attempt == Math.min(ATTEMPTS, attempts.size())) return CompletableFuture.failedFuture(new Unanswered(why));
        return send(attempts.get(attempt), query, executor)
                .handleAsync(
                        (answer, fault) -> {
                            String reason = fault == null ? judge(answer) : Unanswered.why(cause(fault));
                            if (!reason.isEmpty()) return ask(query, executor, attempt + 1, reason);
                            note(answer);
                            return CompletableFuture.completedFuture(answer);
                        },
                        executor)
                .thenCompose(result -> result);
    }

    /** The library looks at its own time only while nothing arrives for others. */
    private static CompletableFuture<Message> send(SimpleResolver server, Message query, Executor executor) {
        try {
            return server.sendAsync(query, executor)
                    .toCompletableFuture()
                    .orTimeout(ATTEMPT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Empty for an answer that says what there is. */
    private static String judge(Message answer) {
        int code = answer.getRcode();
        // By TCP, too: what is missing could be all of it.
        if (answer.getHeader().getFlag(Flags.TC)) return "an answer that was cut short";
        if (code != Rcode.NOERROR && code != Rcode.NXDOMAIN) return "the server says " + Rcode.string(code);
        return isReferral(answer) ? "the server only says whom else to ask" : "";
    }

    /** RFC 2308, 2.2: it looks like a name without addresses, but says nothing about it. */
    private static boolean isReferral(Message answer) {
        return answer.getRcode() == Rcode.NOERROR
                && answer.getSection(Section.ANSWER).isEmpty()
                && has(answer, Type.NS)
                && !has(answer, Type.SOA);
    }

    private static boolean has(Message answer, int type) {
        return answer.getSection(Section.AUTHORITY).stream().anyMatch(record -> record.getType() == type);
    }

    private static Throwable cause(Throwable fault) {
        return fault instanceof CompletionException && fault.getCause() != null ? fault.getCause() : fault;
    }

    // What a resolver can be told besides: nobody tells this one.

    @Override
    public void setPort(int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setTCP(boolean flag) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setIgnoreTruncation(boolean flag) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setEDNS(int version, int payloadSize, int flags, List<EDNSOption> options) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setTSIGKey(TSIG key) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setTimeout(Duration timeout) {
        throw new UnsupportedOperationException();
    }
}
