package io.callgate.agi;

import com.google.common.util.concurrent.RateLimiter;
import io.callgate.core.account.Caller;
import io.callgate.gate.Doorbell;
import io.callgate.gate.Gate;
import io.callgate.gate.Logins;
import java.util.concurrent.atomic.AtomicInteger;
import org.asteriskjava.fastagi.AgiChannel;
import org.asteriskjava.fastagi.AgiException;
import org.asteriskjava.fastagi.AgiHangupException;
import org.asteriskjava.fastagi.AgiRequest;
import org.asteriskjava.fastagi.AgiScript;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves {@code agi://…/whitelist}: every call ends with CALLGATE_STATUS set and a word about it said, unless the caller hung up
 * or the connection broke. Calls beyond the limit hear that all lines are busy.
 */
public final class CallScript implements AgiScript {

    private static final Logger log = LoggerFactory.getLogger(CallScript.class);
    private static final String SCRIPT = "whitelist";

    private final Gate gate;
    private final Logins logins;
    private final Doorbell doorbell;
    private final int maxCalls;
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger refusals = new AtomicInteger();
    /** A flood of calls must not become a flood of log lines. */
    private final RateLimiter oncePerSecond = RateLimiter.create(1);

    public CallScript(Gate gate, Logins logins, Doorbell doorbell, int maxCalls) {
        this.gate = gate;
        this.logins = logins;
        this.doorbell = doorbell;
        this.maxCalls = maxCalls;
    }

    /** How many calls are on the line, those that are being refused included. */
    public int calls() {
        return calls.get();
    }

    @Override
    public void service(AgiRequest request, AgiChannel channel) {
        Caller caller = Caller.received(request.getCallerIdNumber());
        Telephone phone = new Telephone(channel);
        try {
            boolean admitted = calls.incrementAndGet() <= maxCalls;
            if (!SCRIPT.equals(request.getScript())) refuse(phone, "sorry-error", "there is no script of that name");
            else if (!admitted) refuse(phone, "busy", maxCalls + " calls are on the line already");
            else new Call(phone, gate, logins, doorbell, caller).run();
        } catch (HungUp e) {
            log.debug("{} hung up", caller);
        } catch (RuntimeException e) {
            log.error("a call from {} failed: {}", caller, e.toString());
            log.debug("where it failed", e);
            apologise(channel);
        } finally {
            calls.decrementAndGet();
        }
    }

    private void refuse(Telephone phone, String prompt, String why) throws HungUp {
        refusals.incrementAndGet();
        if (oncePerSecond.tryAcquire())
            log.warn("{} calls were refused, the last because {}", refusals.getAndSet(0), why);
        phone.set(Ending.STATUS, Status.ERROR.name());
        phone.answer();
        phone.say(prompt);
    }

    private static void apologise(AgiChannel channel) {
        try {
            channel.setVariable(Ending.STATUS, Status.ERROR.name());
            channel.streamFile(Telephone.OURS + "sorry-error");
        } catch (AgiHangupException e) {
            log.debug("hung up before the apology");
        } catch (AgiException e) {
            log.warn("the apology could not be said: {}", e.getMessage());
        }
    }
}
