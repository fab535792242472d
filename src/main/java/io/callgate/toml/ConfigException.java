package io.callgate.toml;

/** The configuration cannot be used; the message says where it is wrong, with which value, by which rule. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public ConfigException(String message) {
        super(message);
    }

    public ConfigException(String message, Throwable cause) {
        super(message, cause);
    }
}
