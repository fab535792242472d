package io.callgate.app;

import com.google.common.util.concurrent.Uninterruptibles;
import io.callgate.app.cli.base.Engine;
import io.callgate.app.cli.firewall.Contacts;
import io.callgate.core.arm.Contact;
import io.callgate.gate.port.Registrar;
import io.callgate.kit.Daemons;
import io.callgate.kit.Part;
import io.callgate.kit.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * While the firewall is armed, has Asterisk asked again and again who is registered, and whoever is and has no grant shut out:
 * after a restart Asterisk sends its keep-alive to all that it remembers. On a thread of its own, because Asterisk may hang.
 */
final class ContactWatch implements Part {

    private static final Logger log = LoggerFactory.getLogger(ContactWatch.class);
    private static final Duration EVERY = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Engine engine;
    private final Registrar registrar;
    private final ScheduledExecutorService worker =
            Executors.newSingleThreadScheduledExecutor(Daemons.named("contacts"));
    private volatile List<Contact> told = List.of();
    private volatile Optional<String> unclear = Optional.empty();
    private volatile String fault = "";

    private ContactWatch(Engine engine, Registrar registrar) {
        this.engine = engine;
        this.registrar = registrar;
    }

    /** Nothing is watched where Asterisk cannot be asked. */
    static Optional<ContactWatch> start(Engine engine) {
        return engine.registrar().map(registrar -> {
            ContactWatch watch = new ContactWatch(engine, registrar);
            watch.worker.scheduleWithFixedDelay(watch::look, 0, EVERY.toSeconds(), TimeUnit.SECONDS);
            return watch;
        });
    }

    /** What fails is said once, and tried again. */
    private void look() {
        if (!engine.posture().drops()) return;
        try {
            Contacts contacts = Contacts.ask(engine, registrar);
            List<Contact> shut = contacts.shut();
            if (!shut.isEmpty() && !shut.equals(told))
                log.warn("registered at Asterisk and without a grant, shut out: {}", shut);
            told = shut;
            Optional<String> nowUnclear = contacts.unclear();
            if (!nowUnclear.equals(unclear)) nowUnclear.ifPresent(log::warn);
            unclear = nowUnclear;
            fault = "";
        } catch (IOException e) {
            failed(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            failed(String.valueOf(e.getMessage()));
        }
    }

    private void failed(String why) {
        if (!fault.equals(why)) log.warn("who is registered at Asterisk is not known: {}", why);
        fault = why;
    }

    /** What it cannot find out is the doctor's to say, who asks himself; it keeps nobody from anything. */
    @Override
    public Status status() {
        return Status.of("contacts")
                .texts("shut_out", told.stream().map(Contact::toString).toList())
                .text("unclear", unclear)
                .text("unknown", Optional.of(fault).filter(f -> !f.isEmpty()))
                .build();
    }

    @Override
    public void close() {
        worker.shutdownNow();
        if (!Uninterruptibles.awaitTerminationUninterruptibly(worker, PATIENCE))
            log.warn("the watch of contacts does not end");
    }
}
