package io.callgate.app.cli.firewall;

import io.callgate.app.arm.AsteriskConsole;
import io.callgate.app.cli.base.CommandContext;
import io.callgate.app.cli.base.Engine;
import io.callgate.core.Refusal;
import io.callgate.core.address.Address;
import io.callgate.core.arm.Contact;
import io.callgate.core.arm.Registered;
import io.callgate.core.name.HostName;
import io.callgate.core.name.Lookup;
import io.callgate.gate.act.Replies;
import io.callgate.gate.port.Registrar;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** Phones that are registered at Asterisk: without a grant they are shut out, what they answer to its keep-alive included. */
public final class Contacts {

    /** More names than any phones have; each is a question to DNS, again and again. */
    private static final int MOST_NAMES = 50;

    /** Of one name: a phone has one or two addresses, and all are judged for a week. */
    private static final int MOST_ADDRESSES = 8;

    private static final int SHOWN = 10;

    private final Engine engine;
    private final Set<Contact> phones;
    private final Set<Address> servers = new HashSet<>();
    private final SortedSet<String> unclear;

    private Contacts(Engine engine, Registered registered) {
        this.engine = engine;
        this.phones = new TreeSet<>(registered.contacts());
        this.unclear = new TreeSet<>(registered.unclear());
        Map<HostName, CompletableFuture<Lookup>> asked = new HashMap<>();
        registered.named().keySet().stream()
                .limit(MOST_NAMES)
                .forEach(name -> asked.put(name, engine.resolver().look(name)));
        servers(registered.servers());
        registered.named().forEach((name, extension) -> add(extension, Optional.ofNullable(asked.get(name))));
    }

    /** The addresses of a phone that is registered by name, or that they are not all known. */
    private void add(String extension, Optional<CompletableFuture<Lookup>> asked) {
        List<Address> found =
                asked.map(CompletableFuture::join).map(Contacts::found).orElse(List.of());
        found.stream().limit(MOST_ADDRESSES).forEach(address -> phones.add(new Contact(extension, address)));
        boolean all = asked.isPresent() && asked.get().join().failure().isEmpty();
        if (!all || found.isEmpty() || found.size() > MOST_ADDRESSES) unclear.add(extension);
    }

    private static List<Address> found(Lookup lookup) {
        List<Address> found = new ArrayList<>();
        for (Lookup.Family family : List.of(lookup.v4(), lookup.v6()))
            if (family instanceof Lookup.Found some) found.addAll(some.addresses());
        return found;
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
    static Contacts ask(CommandContext desk) {
        String why = "scan.ami is not set";
        try {
            Optional<Registrar> ami = desk.engine().registrar();
            if (ami.isPresent()) return ask(desk.engine(), ami.get());
        } catch (IOException e) {
            why = e.getMessage();
        }
        Registered printed = Registered.ofConsole(desk.console().readAll());
        if (printed.isEmpty())
            throw new Refusal("Asterisk does not say who is registered (" + why
                    + ", and 'asterisk -rx' tells nothing here): phones that have no grant and are registered from before may"
                    + " go on until they are");
        return new Contacts(desk.engine(), printed);
    }

    /** What is never a phone, however a phone may name it. */
    private void servers(Set<String> hosts) {
        List<CompletableFuture<Lookup>> asked = new ArrayList<>();
        for (String host : hosts)
            Address.find(host).ifPresentOrElse(servers::add, () -> name(host)
                    .ifPresent(name -> asked.add(engine.resolver().look(name))));
        asked.forEach(each -> servers.addAll(found(each.join())));
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
        return engine.read(book -> Replies.strangers(phones, servers, book, engine.rules(), engine.now()));
    }

    /** Has them shut out, and returns them. */
    public List<Contact> shut() {
        return engine.ask(Replies.contacts(phones, servers));
    }

    /** Whose packets may go to addresses that are not known, in words; empty for nobody's. */
    public Optional<String> unclear() {
        if (unclear.isEmpty()) return Optional.empty();
        String some = unclear.stream().limit(SHOWN).collect(Collectors.joining(", "));
        return Optional.of(
                "registered by a name or in a form that does not tell all addresses, so that not all are judged: "
                        + some + (unclear.size() > SHOWN ? " and " + (unclear.size() - SHOWN) + " more" : "")
                        + "; 'asterisk -rx \"pjsip show contacts\"' shows them");
    }

    static String text(List<Contact> contacts) {
        return contacts.stream().map(Contact::toString).collect(Collectors.joining(", "));
    }
}
