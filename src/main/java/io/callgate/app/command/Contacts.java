package io.callgate.app.command;

import io.callgate.app.arm.AsteriskConsole;
import io.callgate.core.address.Address;
import io.callgate.core.arm.Contact;
import io.callgate.core.arm.Registered;
import io.callgate.core.name.HostName;
import io.callgate.core.name.Lookup;
import io.callgate.gate.Refusal;
import io.callgate.gate.Registrar;
import io.callgate.gate.Replies;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** Phones that are registered at Asterisk: without a grant they are shut out, what they answer to its keep-alive included. */
public final class Contacts {

    private final Engine engine;
    private final Registered registered;
    private final Set<Address> servers;

    private Contacts(Engine engine, Registered registered) {
        this.engine = engine;
        this.registered = registered;
        this.servers = addresses(engine, registered.servers());
    }

    /** @throws IOException saying why Asterisk does not tell */
    public static Contacts ask(Engine engine, Registrar registrar) throws IOException {
        return new Contacts(engine, registrar.ask());
    }

    /** What whoever gives a command takes along, because a daemon may not use Asterisk's console. */
    public static Optional<String> brought() {
        return AsteriskConsole.registered();
    }

    /**
     * By AMI, or by what was brought.
     *
     * @throws Refusal when neither tells
     */
    static Contacts ask(Desk desk) {
        String why = "scan.ami is not set";
        try {
            Optional<Registrar> ami = desk.engine().registrar();
            if (ami.isPresent()) return ask(desk.engine(), ami.get());
        } catch (IOException e) {
            why = e.getMessage();
        }
        Registered printed = Registered.ofConsole(desk.console().readAll());
        if (printed.contacts().isEmpty() && printed.servers().isEmpty() && printed.unclear() == 0)
            throw new Refusal("Asterisk does not say who is registered (" + why
                    + ", and 'asterisk -rx' tells nothing here): phones that have no grant and are registered from before may"
                    + " go on until they are");
        return new Contacts(desk.engine(), printed);
    }

    /** Where the PBX registers, which is never a phone. */
    private static Set<Address> addresses(Engine engine, Set<String> hosts) {
        Set<Address> found = new HashSet<>();
        Map<String, CompletableFuture<Lookup>> asked = new HashMap<>();
        for (String host : hosts)
            Address.find(host).ifPresentOrElse(found::add, () -> name(host)
                    .ifPresent(name -> asked.put(host, engine.resolver().look(name))));
        for (CompletableFuture<Lookup> each : asked.values()) {
            Lookup lookup = each.join();
            for (Lookup.Family family : List.of(lookup.v4(), lookup.v6()))
                if (family instanceof Lookup.Found some) found.addAll(some.addresses());
        }
        return found;
    }

    private static Optional<HostName> name(String host) {
        try {
            return Optional.of(HostName.parse(host));
        } catch (IllegalArgumentException e) {
            // A name of this network alone, which no phone can be mistaken for.
            return Optional.empty();
        }
    }

    /** Those without a grant. */
    List<Contact> strangers() {
        return engine.read(
                book -> Replies.strangers(registered.contacts(), servers, book, engine.rules(), engine.now()));
    }

    /** Has them shut out, and returns them. */
    public List<Contact> shut() {
        return engine.ask(Replies.contacts(registered.contacts(), servers));
    }

    int unclear() {
        return registered.unclear();
    }

    static String text(List<Contact> contacts) {
        return contacts.stream().map(Contact::toString).collect(Collectors.joining(", "));
    }
}
