package io.callgate.core.service;

import com.google.common.primitives.Ints;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A service that is open to everybody.
 *
 * @param perSecond how many TCP connections or UDP packets of one address (IPv6: one /64) pass in a second, for twice as
 *     many at once; empty for any number
 */
public record OpenService(String service, Optional<Integer> perSecond) {

    private static final int FASTEST = 1_000_000;
    private static final Pattern FORM = Pattern.compile("(\\S+)(?: (\\S+)/second)?");

    public OpenService {
        Services.of(service);
        if (service.equals(Services.ALL))
            throw new IllegalArgumentException(
                    "\"all\" cannot be open to everybody: then there is no firewall; name services");
        perSecond.filter(rate -> rate < 1 || rate > FASTEST).ifPresent(rate -> {
            throw new IllegalArgumentException("the rate " + rate + " is not 1 to " + FASTEST + " a second");
        });
    }

    /**
     * Reads {@code web} or {@code sip 20/second}.
     *
     * @throws IllegalArgumentException naming the text and the form
     */
    public static OpenService parse(String text) {
        Matcher form = FORM.matcher(text.strip());
        if (!form.matches()) throw wrong(text);
        Optional<String> rate = Optional.ofNullable(form.group(2));
        Optional<Integer> number = rate.map(Ints::tryParse);
        if (rate.isPresent() && number.isEmpty()) throw wrong(text);
        return new OpenService(form.group(1), number);
    }

    private static IllegalArgumentException wrong(String text) {
        return new IllegalArgumentException(
                "\"" + text + "\" is neither a service nor a service with a rate, such as \"sip 20/second\"");
    }

    @Override
    public String toString() {
        return service + perSecond.map(rate -> " " + rate + "/second").orElse("");
    }
}
