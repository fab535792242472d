package io.callgate.kit;

import java.util.Optional;

/** A user name and a password, as far as somebody gave them. It never prints the password. */
public record Login(Optional<String> user, Optional<String> password) {

    public static final Login NONE = new Login(Optional.empty(), Optional.empty());

    /** Whether both were given. */
    public boolean isWhole() {
        return user.isPresent() && password.isPresent();
    }

    @Override
    public String toString() {
        return user.orElse("(no user)");
    }
}
