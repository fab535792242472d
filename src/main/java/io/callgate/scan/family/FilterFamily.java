package io.callgate.scan.family;

import io.callgate.core.address.Address;
import io.callgate.core.failure.FailureKind;
import io.callgate.core.failure.Sense;
import io.callgate.scan.filter.DatePattern;
import io.callgate.scan.filter.FailRegex;
import io.callgate.scan.filter.Filter;
import io.callgate.scan.line.AddressText;
import io.callgate.scan.line.Line;
import io.callgate.scan.line.Reading;
import io.callgate.scan.line.Source;
import io.callgate.scan.line.Text;
import io.callgate.scan.regex.Machine;
import io.callgate.scan.regex.Regex;
import java.time.ZoneId;
import java.util.List;

/**
 * Lines of which the administrator says that they tell of failures, whoever wrote them. Any other way in which they could be
 * read to name another address makes them ambiguous, and so does a line that takes too much work.
 */
final class FilterFamily implements Family {

    /** Some milliseconds; a usual line takes a thousandth of it. */
    static final long MOST_STEPS = 1_000_000;

    /** How often another beginning or end of what stands behind a prefix is looked for. */
    private static final int MOST_CONTENTS = 8;

    private final Filter filter;
    private final ZoneId zone;
    private final Machine machine = new Machine();
    private final DatePattern.Found time = new DatePattern.Found();
    private final int[] seen = new int[2 * MOST_CONTENTS];
    private byte[] text = new byte[1024];
    private Place known;
    private Reading found;

    /** Where an address stands: what is no address, such as a host's name, has none. */
    private record Place(int start, int end, Address address) {

        /** Whether there could be another address. What overlaps is another reading of the same place. */
        boolean disputedBy(Place other) {
            boolean same = address != null && address.equals(other.address);
            boolean apart = other.end <= start || other.start >= end;
            return !same && (apart || other.address != null);
        }
    }

    FilterFamily(Filter filter, ZoneId zone) {
        this.filter = filter;
        this.zone = zone;
    }

    @Override
    public String name() {
        return filter.name();
    }

    /** Anybody's lines. */
    @Override
    public List<Source> sources() {
        return List.of();
    }

    @Override
    public List<String> needles() {
        return filter.needles();
    }

    @Override
    public void read(Line line, Reading into) {
        found = into;
        known = null;
        found.none("no failregex of " + filter + " matches");
        machine.allow(MOST_STEPS);
        try {
            DatePattern.find(filter.dates(), machine, line.bytes, line.start, line.end, time);
            judge(withoutTime(line));
        } catch (Machine.TooMuch e) {
            found.ambiguous("it takes too many ways to read it by " + filter + ", so nobody knows whose it is");
        }
        if (found.outcome == Reading.Outcome.NONE) return;
        if (time.end > time.start) found.atMillis = time.millis(zone, line.readAt);
        inLine(line);
    }

    /** Its length. */
    private int withoutTime(Line line) {
        int first = time.start - line.start;
        int rest = line.end - time.end;
        if (text.length < first + rest) text = new byte[2 * (first + rest)];
        System.arraycopy(line.bytes, line.start, text, 0, first);
        System.arraycopy(line.bytes, time.end, text, first, rest);
        return first + rest;
    }

    /** Places in the text are places in the line again. */
    private void inLine(Line line) {
        int first = time.start - line.start;
        int cut = time.end - time.start;
        found.accountStart += line.start + (found.accountStart >= first ? cut : 0);
        found.accountEnd += line.start + (found.accountEnd > first ? cut : 0);
        found.sessionStart += line.start + (found.sessionStart >= first ? cut : 0);
        found.sessionEnd += line.start + (found.sessionEnd > first ? cut : 0);
    }

    private void judge(int length) {
        if (ignored(0, length)) return;
        if (filter.before().isEmpty()) {
            failures(0, length, null);
            return;
        }
        FailRegex before = filter.before().get();
        if (!machine.find(before.regex(), text, 0, length)) {
            found.none("the prefregex of " + filter + " does not match");
            return;
        }
        int content = before.regex().group("content");
        int from = content == 0 ? 0 : machine.start(content);
        int to = content == 0 ? length : machine.end(content);
        Place place = before.hasAddress() ? place(before, length) : null;
        failures(from, to, place);
        if (found.outcome != Reading.Outcome.FAILURE) return;
        if (known == place) contested(before, 0, length);
        else if (content > 0) otherContents(before, length, from, to);
    }

    private boolean ignored(int from, int to) {
        for (int i = 0; i < filter.harmless().size(); i++)
            if (machine.find(filter.harmless().get(i), text, from, to)) {
                found.none("ignoreregex " + (i + 1) + " of " + filter + " matches");
                return true;
            }
        return false;
    }

    /** The first that matches counts; the others may only dispute its address. */
    private void failures(int from, int to, Place before) {
        if (from > 0 && ignored(from, to)) return;
        List<FailRegex> failures = filter.failures();
        for (int i = 0; i < failures.size(); i++) {
            FailRegex failure = failures.get(i);
            if (!possible(failure, from, to) || !machine.find(failure.regex(), text, from, to)) continue;
            if (failure.noFailure() > 0 && machine.end(failure.noFailure()) >= 0) {
                if (known == null)
                    found.none("failregex " + (i + 1) + " of " + filter + " matches, and says that it is no failure");
                if (known == null) return;
                continue;
            }
            Place place = failure.hasAddress() ? place(failure, to) : before;
            if (known == null) first(failure, i, place);
            else if (known.disputedBy(place)) disputed();
            if (failure.hasAddress()) contested(failure, from, to);
            if (found.outcome == Reading.Outcome.AMBIGUOUS) return;
        }
    }

    private boolean possible(FailRegex failure, int from, int to) {
        if (failure.needles().isEmpty()) return true;
        for (byte[] needle : failure.needles()) if (Text.find(text, from, to, needle) >= 0) return true;
        return false;
    }

    private void first(FailRegex failure, int index, Place place) {
        known = place;
        found.failure(
                place.address,
                filter.name(),
                FailureKind.CONFIGURED,
                Sense.LOG,
                "failregex " + (index + 1) + " of " + filter + " matches, and no other address can be meant");
        for (int account : failure.accounts())
            if (found.accountStart == found.accountEnd && machine.end(account) >= 0)
                found.account(machine.start(account), machine.end(account));
        if (failure.session() > 0 && machine.end(failure.session()) >= 0)
            found.session(machine.start(failure.session()), machine.end(failure.session()));
    }

    private Place place(FailRegex of, int to) {
        for (int group : of.addresses())
            if (machine.end(group) >= 0) {
                boolean range = of.length() > 0 && machine.end(of.length()) >= 0;
                Address address = range ? null : whole(machine.start(group), machine.end(group), to);
                return new Place(machine.start(group), machine.end(group), address);
            }
        return new Place(0, 0, null);
    }

    /** The place there: when it is no address, that may be because it is but a part of one. */
    private Place other(int start, int end, int to) {
        Address address = whole(start, end, to);
        if (address != null) return new Place(start, end, address);
        int from = start;
        int until = end;
        while (from > 0 && (goesOn(text[from - 1]) || text[from - 1] == ':')) from--;
        while (until < to && (goesOn(text[until]) || text[until] == ':')) until++;
        Address around = AddressText.withPort(text, from, until);
        boolean same = around != null && around.equals(known.address);
        return new Place(start, end, same ? around : null);
    }

    /** Another match of the same expression with another address. */
    private void contested(FailRegex of, int from, int to) {
        boolean other = machine.findWatching(
                of.regex(), text, from, to, of.watched(), (start, end) -> known.disputedBy(other(start, end, to)));
        if (other) disputed();
    }

    private void disputed() {
        found.ambiguous(
                "several addresses could be meant by " + filter + ", and a client may have written one of them");
    }

    /** Where the prefix could end elsewhere, the failures there must name the same address. */
    private void otherContents(FailRegex before, int length, int from, int to) {
        Regex regex = before.regex();
        boolean[] content = regex.watched(List.of("content"));
        seen[0] = from;
        seen[1] = to;
        for (int count = 1; count < MOST_CONTENTS; count++) {
            int found = count;
            if (!machine.findWatching(regex, text, 0, length, content, (start, end) -> isNew(start, end, found)))
                return;
            int group = regex.group("content");
            seen[2 * count] = machine.start(group);
            seen[2 * count + 1] = machine.end(group);
            failures(seen[2 * count], seen[2 * count + 1], null);
            if (isAmbiguous()) return;
        }
        disputed();
    }

    private boolean isAmbiguous() {
        return found.outcome == Reading.Outcome.AMBIGUOUS;
    }

    private boolean isNew(int start, int end, int count) {
        for (int i = 0; i < count; i++) if (seen[2 * i] == start && seen[2 * i + 1] == end) return false;
        return true;
    }

    /** The address that stands there, unless more of a word, a number or a name stands beside it: then it is none. */
    private Address whole(int start, int end, int to) {
        Address address = AddressText.withPort(text, start, end);
        if (address == null || start > 0 && goesOn(text[start - 1])) return null;
        boolean v6 = Text.find(text, start, end, ':') >= 0;
        if (v6 && start > 1 && text[start - 1] == ':' && goesOn(text[start - 2])) return null;
        int at = end;
        if (v6 && at + 1 < to && text[at] == ':' && goesOn(text[at + 1])) return null;
        // A dash and a port, as some write it, but no name that begins with numbers.
        if (at < to && text[at] == '-') {
            int digits = Text.digits(text, at + 1, to);
            if (digits == at + 1 || digits > at + 6) return null;
            at = digits;
        }
        while (at < to && text[at] == '.') at++;
        return at < to && goesOn(text[at]) ? null : address;
    }

    private static boolean goesOn(byte b) {
        boolean letter = b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b < 0;
        return letter || Text.digit(b) || b == '_' || b == '.' || b == '-';
    }
}
