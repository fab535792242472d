package io.callgate.scan.filter;

import io.callgate.scan.regex.Regex;
import java.util.List;

/**
 * One regular expression of a filter, with the places in it that matter.
 *
 * @param addresses groups in which the address may stand, as numbers; the first of them that matched holds it
 * @param watched the same, for {@link io.callgate.scan.regex.Machine#findWatching}; null when it has no address
 * @param accounts groups that hold the account's name
 * @param needles of which every match holds one; none when that cannot be said
 */
public record FailRegex(
        Regex regex, List<Integer> addresses, boolean[] watched, List<Integer> accounts, List<byte[]> needles) {

    /** @param names as {@link Tags#resolved} has it */
    static FailRegex compile(String text, boolean names) {
        Regex regex = Regex.compile(Tags.resolved(text, names));
        List<String> wanted =
                Tags.ADDRESSES.stream().anyMatch(regex.names()::contains) ? Tags.ADDRESSES : List.of(Tags.ID);
        List<Integer> accounts = regex.names().stream()
                .filter(name -> name.equals("account") || name.equals("user") || name.startsWith("alt_user"))
                .sorted((a, b) -> Boolean.compare(a.startsWith("alt"), b.startsWith("alt")))
                .map(regex::group)
                .toList();
        return new FailRegex(
                regex,
                wanted.stream()
                        .filter(regex.names()::contains)
                        .map(regex::group)
                        .toList(),
                regex.watched(wanted),
                accounts,
                regex.needles());
    }

    public boolean hasAddress() {
        return watched != null;
    }

    /** The group that holds what the records of an attempt share; 0 for none. */
    public int session() {
        return regex.group("session");
    }

    /** The group that says that a match is no failure; 0 for none. */
    public int noFailure() {
        return regex.group("nofail");
    }

    /** The group of a range's length; 0 for none. */
    public int length() {
        return regex.group("cidr");
    }
}
