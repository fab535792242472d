package io.callgate.core.grant;

import io.callgate.core.account.Account;
import io.callgate.core.address.Address;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a call may do: an account has one address by phone, and keying another replaces it. */
public final class PhoneRules {

    private PhoneRules() {}

    /** What becomes of a caller's wish. */
    public sealed interface Decision permits Grants, Unchanged, Refused {}

    /** End {@code replaced} and let the address in, until the time or for ever, in one transaction. */
    public record Grants(List<Grant> replaced, Optional<Instant> endsAt) implements Decision {}

    /** It is allowed already, to the same services. */
    public record Unchanged(Grant existing) implements Decision {}

    public record Refused(GrantPolicy.Refusal refusal) implements Decision {}

    /**
     * Decides on the address that a caller keyed.
     *
     * @param owned all grants of the account that hold; those that did not come by phone are not the caller's to replace
     * @param grantFor how long a grant by phone lasts; empty for ever
     */
    public static Decision allow(
            Account account,
            List<Grant> owned,
            Address address,
            GrantPolicy policy,
            Optional<Duration> grantFor,
            Instant now) {
        Optional<GrantPolicy.Refusal> refusal = policy.check(address.asRange());
        if (refusal.isPresent()) return new Refused(refusal.get());
        List<Grant> byPhone = byPhone(owned);
        Optional<Instant> endsAt = grantFor.map(now::plus);
        if (byPhone.size() == 1 && sameDoor(byPhone.get(0), account, address, endsAt))
            return new Unchanged(byPhone.get(0));
        return new Grants(byPhone, endsAt);
    }

    /** The grants of a list that came in by phone: what a caller may hear, replace and remove. */
    public static List<Grant> byPhone(List<Grant> grants) {
        return grants.stream().filter(g -> g.origin() == Origin.PHONE).toList();
    }

    /** A grant that would end sooner than a new one is not the same: keying it again extends it. */
    private static boolean sameDoor(Grant grant, Account account, Address address, Optional<Instant> endsAt) {
        return grant.range().equals(address.asRange())
                && grant.services().equals(account.services())
                && grant.endsAt().equals(endsAt);
    }
}
