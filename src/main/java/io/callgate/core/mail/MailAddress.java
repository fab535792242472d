package io.callgate.core.mail;

import java.util.regex.Pattern;

/** What passes for a mail address: the addr-spec of RFC 5321 without quoting, comments or IP literals, in ASCII. */
public final class MailAddress {

    private static final Pattern FORM =
            Pattern.compile("[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
                    + "@[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*");

    private MailAddress() {}

    public static boolean isValid(String text) {
        return text.length() <= 254 && FORM.matcher(text).matches();
    }
}
