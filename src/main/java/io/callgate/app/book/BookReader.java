package io.callgate.app.book;

import com.google.common.collect.ImmutableList;
import io.callgate.core.Refusal;
import io.callgate.core.account.Account;
import io.callgate.core.account.AccountNumber;
import io.callgate.core.account.Caller;
import io.callgate.core.account.Owner;
import io.callgate.core.account.PinHash;
import io.callgate.core.address.AddressRange;
import io.callgate.core.ban.Ban;
import io.callgate.core.carry.BookCopy;
import io.callgate.core.grant.Grant;
import io.callgate.core.grant.Origin;
import io.callgate.core.mail.MailAddress;
import io.callgate.core.name.HostName;
import io.callgate.core.service.Services;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads what {@link BookWriter} writes, or somebody who has read its files. Tables are parsed one by one, so that a large file
 * takes little more memory than it is long.
 */
public final class BookReader {

    private final ImmutableList.Builder<Account> accounts = ImmutableList.builder();
    private final ImmutableList.Builder<BookCopy.Host> hosts = ImmutableList.builder();
    private final ImmutableList.Builder<Grant> grants = ImmutableList.builder();
    private final ImmutableList.Builder<Ban> bans = ImmutableList.builder();
    private final Set<AccountNumber> numbers = new HashSet<>();
    private boolean begun;
    private boolean ended;

    private BookReader() {}

    /** @throws Refusal naming the line and what is wrong with it */
    public static BookCopy read(String text) {
        BookReader reader = new BookReader();
        StringBuilder block = new StringBuilder();
        int firstLine = 1;
        int number = 0;
        for (String line : (Iterable<String>) text.lines()::iterator) {
            number++;
            if (line.startsWith("[")) {
                reader.block(Block.parse(block.toString(), firstLine));
                block.setLength(0);
                firstLine = number;
            }
            block.append(line).append('\n');
        }
        reader.block(Block.parse(block.toString(), firstLine));
        if (!reader.ended) throw Block.at(number, "[end] is missing: the file was cut off here");
        return new BookCopy(reader.accounts.build(), reader.grants.build(), reader.hosts.build(), reader.bans.build());
    }

    private void block(Block block) {
        if (ended) throw block.wrong(block.name(), "stands after [end]");
        switch (block.name()) {
            case "" -> head(block);
            case "account" -> accounts.add(account(block));
            case "host" -> hosts.add(host(block));
            case "grant" -> grants.add(grant(block));
            case "ban" -> bans.add(ban(block));
            case "end" -> ended = true;
            default -> throw block.wrong(block.name(), "there is account, host, grant, ban and end");
        }
        block.refuseUnknown();
    }

    private void head(Block block) {
        if (begun) return;
        begun = true;
        long format = block.number("format");
        if (format != BookWriter.FORMAT)
            throw block.wrong("format", format + " is not " + BookWriter.FORMAT + ", which this callgate reads");
    }

    private Account account(Block block) {
        AccountNumber number = block.as("number", AccountNumber::new);
        if (!numbers.add(number)) throw block.wrong("number", "account " + number + " stands twice");
        return new Account(
                number,
                line(block, "name", 255),
                block.as("email", BookReader::email),
                services(block),
                block.findText("extension").map(x -> line(block, "extension", 64)),
                block.as("pin", BookReader::pin),
                block.flag("enabled"),
                block.time("since"),
                block.findText("last-caller").map(x -> block.as("last-caller", BookReader::caller)));
    }

    private static BookCopy.Host host(Block block) {
        return new BookCopy.Host(
                block.as("name", Owner::new),
                block.as("origin", BookReader::origin),
                block.as("host", HostName::parse),
                services(block),
                block.time("since"),
                note(block));
    }

    private static Grant grant(Block block) {
        return new Grant(
                0,
                block.as("name", Owner::new),
                block.as("origin", BookReader::origin),
                block.as("address", AddressRange::parse),
                services(block),
                block.time("since"),
                block.findTime("until"),
                note(block));
    }

    private static Ban ban(Block block) {
        return new Ban(
                0,
                block.as("address", AddressRange::parse),
                line(block, "origin", 16),
                text(block, "reason", 1000),
                block.time("since"),
                block.findTime("until"));
    }

    private static Services services(Block block) {
        List<String> names = block.texts("services");
        return block.checked("services", () -> Services.of(names));
    }

    private static String note(Block block) {
        return block.findText("note").map(n -> text(block, "note", 1000)).orElse("");
    }

    private static String line(Block block, String key, int longest) {
        String text = text(block, key, longest);
        if (text.chars().anyMatch(Character::isISOControl)) throw block.wrong(key, "must be printable characters");
        return text;
    }

    private static String text(Block block, String key, int longest) {
        String text = block.text(key);
        if (text.length() > longest) throw block.wrong(key, "is longer than " + longest + " characters");
        return text;
    }

    private static String email(String text) {
        if (text.isEmpty() || MailAddress.isValid(text)) return text;
        throw new IllegalArgumentException("\"" + text + "\" is not a mail address like user@host.example");
    }

    /** An empty one opens for no PIN, as in a book whose account was entered by hand. */
    private static PinHash pin(String text) {
        PinHash hash = new PinHash(text);
        if (text.isEmpty() || hash.isReal()) return hash;
        throw new IllegalArgumentException("is no hash of a PIN");
    }

    private static String caller(String text) {
        if (Caller.received(text).number().equals(text)) return text;
        throw new IllegalArgumentException("\"" + text + "\" is no caller's number");
    }

    private static Origin origin(String text) {
        for (Origin origin : Origin.values()) if (origin.toString().equals(text)) return origin;
        throw new IllegalArgumentException("\"" + text + "\" is none of " + List.of(Origin.values()));
    }
}
