package io.callgate.core.failure;

/** What was wrong with an attempt. */
public enum FailureKind {
    /** The account does not exist, or does not exist for this address. */
    UNKNOWN_ACCOUNT,
    WRONG_PASSWORD,
    /** Whoever it claims to be, this address may not. */
    FORBIDDEN_ADDRESS,
    /** Something that this account, method or transport may not do. */
    FORBIDDEN,
    /** More sessions or requests than are allowed. */
    TOO_MANY,
    /** What no honest client sends. */
    MALFORMED,
    /** What the administrator says is a failure. */
    CONFIGURED
}
