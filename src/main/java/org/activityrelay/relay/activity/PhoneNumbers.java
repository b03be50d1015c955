package org.activityrelay.relay.activity;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import java.util.Locale;

/**
 * One form for each phone number, for searching and erasing. Senders write E.164 with and without the plus, with 00,
 * national numbers, extensions and SIP addresses, sometimes all in one record.
 */
final class PhoneNumbers {

    private static final PhoneNumberUtil LIBRARY = PhoneNumberUtil.getInstance();
    private static final String NO_REGION = "ZZ";
    private static final int FEWEST_DIGITS = 3;
    private static final int MOST_DIGITS = 32;

    private PhoneNumbers() {}

    /**
     * E.164 when the number can be understood, else its digits alone; null when it is no number.
     *
     * @param region two letters, for numbers without a country code; or null
     */
    static String normalize(String written, String region) {
        String number = withoutSip(written.strip());
        if (isNorthAmericanE164(number)) {
            return number;
        }
        String digits = digits(number);
        if (digits.length() < FEWEST_DIGITS || digits.length() > MOST_DIGITS) {
            return null;
        }
        String e164 = number.startsWith("+") ? international(number) : guess(number, digits, region);
        return e164 == null ? digits : e164;
    }

    /** The digits after the country code of an E.164 number; of any other all digits. */
    static String national(String normalised) {
        PhoneNumber parsed = normalised.startsWith("+") ? parse(normalised, NO_REGION) : null;
        return parsed == null ? digits(normalised) : LIBRARY.getNationalSignificantNumber(parsed);
    }

    /** Digits only. */
    static String digits(String number) {
        StringBuilder digits = new StringBuilder(number.length());
        for (int i = 0; i < number.length(); i++) {
            int digit = Character.digit(number.charAt(i), 10);
            if (digit >= 0) {
                digits.append((char) ('0' + digit));
            }
        }
        return digits.toString();
    }

    private static String guess(String number, String digits, String region) {
        if (digits.startsWith("00")) {
            String e164 = valid('+' + digits.substring(2), NO_REGION);
            if (e164 != null) {
                return e164;
            }
        }
        String national = region == null ? null : valid(number, region);
        return national != null ? national : valid('+' + digits, NO_REGION);
    }

    private static String international(String number) {
        PhoneNumber parsed = parse(number, NO_REGION);
        return parsed == null || !LIBRARY.isPossibleNumber(parsed) ? null : format(parsed);
    }

    private static String valid(String number, String region) {
        PhoneNumber parsed = parse(number, region);
        return parsed == null || !LIBRARY.isValidNumber(parsed) ? null : format(parsed);
    }

    private static PhoneNumber parse(String number, String region) {
        try {
            return LIBRARY.parse(number, region);
        } catch (NumberParseException e) {
            return null;
        }
    }

    private static String format(PhoneNumber number) {
        return LIBRARY.format(number, PhoneNumberFormat.E164);
    }

    private static String withoutSip(String written) {
        String lower = written.toLowerCase(Locale.ROOT);
        int scheme = lower.startsWith("sip:") ? 4 : lower.startsWith("sips:") ? 5 : lower.startsWith("tel:") ? 4 : 0;
        String address = written.substring(scheme);
        int host = address.indexOf('@');
        return host < 0 ? address : address.substring(0, host);
    }

    /** The library gives these back unchanged, and they are what busy sites send most; it takes 4 microseconds. */
    private static boolean isNorthAmericanE164(String number) {
        if (number.length() != 12 || !number.startsWith("+1")) {
            return false;
        }
        for (int i = 2; i < 12; i++) {
            char c = number.charAt(i);
            if (c < '0' || c > '9') {
                return false;
            }
        }
        return number.charAt(2) >= '2';
    }
}
