package io.callgate.core.account;

import java.util.regex.Pattern;

/** Whose a grant is: an account number, or the name an administrator gave (Travelin' Man 3's NAME). */
public record Owner(String name) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,63}");

    public Owner {
        if (!NAME.matcher(name).matches())
            throw new IllegalArgumentException(
                    "\"" + name
                            + "\" cannot be a name: start with a letter or digit, then letters, digits and . _ @ -, 64 at most");
    }

    @Override
    public String toString() {
        return name;
    }
}
