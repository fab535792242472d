package io.callgate.gate.port;

import io.callgate.core.account.AccountNumber;
import io.callgate.core.ring.Ring;
import java.util.List;

/** Knows which addresses rang and were not let in. From any thread. */
public interface Doorbell {

    /** One that never rings. */
    Doorbell SILENT = account -> List.of();

    /** Who rang for an account in the last minutes, in the order in which a caller should hear them. */
    List<Ring> rings(AccountNumber account);
}
