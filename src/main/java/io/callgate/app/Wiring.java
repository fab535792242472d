package io.callgate.app;

import io.callgate.agi.CallScript;
import io.callgate.agi.CallServer;
import io.callgate.app.config.Config;
import io.callgate.gate.Firewall;
import io.callgate.gate.Gate;
import io.callgate.gate.Logins;
import io.callgate.gate.Store;
import io.callgate.mail.Outbox;
import io.callgate.mail.SmtpMailer;
import java.io.IOException;

/** The one place that knows which adapters there are, and plugs them in. */
final class Wiring implements Adapters {

    @Override
    public int migrate(Config config) {
        throw new UnsupportedOperationException("store");
    }

    @Override
    public Store openStore(Config config) {
        throw new UnsupportedOperationException("store");
    }

    @Override
    public Firewall openFirewall(Config config) {
        throw new UnsupportedOperationException("firewall");
    }

    @Override
    public Part startMail(Config config, Gate gate) {
        if (config.mail().smtp().isEmpty()) return () -> {};
        SmtpMailer mailer =
                new SmtpMailer(config.mail().smtp().get(), config.mail().from());
        Outbox outbox = new Outbox(gate, mailer).start();
        return outbox::close;
    }

    @Override
    public Calls startCalls(Config config, Gate gate, Logins logins) throws IOException {
        int maxCalls = config.agi().maxCalls();
        CallScript script = new CallScript(gate, logins, maxCalls);
        CallServer server = new CallServer(config.agi().listen(), maxCalls, script);
        return new Calls() {
            @Override
            public int inProgress() {
                return script.calls();
            }

            @Override
            public void close() {
                server.close();
            }
        };
    }
}
