package io.callgate.agi.call;

import io.callgate.core.account.Caller;
import io.callgate.gate.Gate;
import io.callgate.gate.act.Logins;
import io.callgate.gate.port.Doorbell;
import io.callgate.kit.Repeats;
import org.asteriskjava.fastagi.AgiChannel;
import org.asteriskjava.fastagi.AgiException;
import org.asteriskjava.fastagi.AgiHangupException;
import org.asteriskjava.fastagi.AgiRequest;
import org.asteriskjava.fastagi.AgiScript;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves {@code agi://…/whitelist}: every call ends with CALLGATE_STATUS set and a word about it said, unless the caller hung up
 * or the connection broke.
 */
public final class CallScript implements AgiScript {

    private static final Logger log = LoggerFactory.getLogger(CallScript.class);

    private final Gate gate;
    private final Logins logins;
    private final Doorbell doorbell;
    private final Repeats failures = new Repeats(log::error);

    public CallScript(Gate gate, Logins logins, Doorbell doorbell) {
        this.gate = gate;
        this.logins = logins;
        this.doorbell = doorbell;
    }

    @Override
    public void service(AgiRequest request, AgiChannel channel) {
        Caller caller = Caller.received(request.getCallerIdNumber());
        try {
            new Call(new Telephone(channel), gate, logins, doorbell, caller).run();
        } catch (HungUp e) {
            log.debug("{} hung up", caller);
        } catch (RuntimeException e) {
            failures.say("a call from " + caller + " failed: " + e);
            log.debug("where it failed", e);
            apologise(channel);
        }
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
