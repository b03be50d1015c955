package org.activityrelay.relay.activity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The phone numbers and e-mail addresses of the people a record is about, each in one form, so that a person's records
 * can be found and erased. The contact centre's own are left out where the record tells them apart: agents among the
 * parties, the number called of an inbound call, the caller's number of an outbound one.
 *
 * @param phones E.164, or digits alone where a number cannot be understood
 * @param emails lower case
 */
public record PersonIdentifiers(Set<String> phones, Set<String> emails) {

    private static final Pattern EMAIL = Pattern.compile("[^\\s@<>\"]{1,64}@[^\\s@<>\"]{1,255}");
    private static final Pattern INTERNATIONAL = Pattern.compile("\\+[\\d\\s().-]{7,24}");

    public PersonIdentifiers {
        phones = Set.copyOf(phones);
        emails = Set.copyOf(emails);
    }

    /**
     * Everyone in a record.
     *
     * @param defaultRegion two letters, for numbers without a country code; or null
     */
    public static PersonIdentifiers of(Activity activity, String defaultRegion) {
        return new Collector(defaultRegion).collect(activity);
    }

    /** The form of a phone number by which it is found, or null when it is none. */
    public static String phone(String written, String defaultRegion) {
        return PhoneNumbers.normalize(written, defaultRegion);
    }

    /** The form of an e-mail address by which it is found, or null when it is none. */
    public static String email(String written) {
        String address = written.strip().toLowerCase(Locale.ROOT);
        int open = address.lastIndexOf('<');
        if (open >= 0 && address.endsWith(">")) {
            address = address.substring(open + 1, address.length() - 1).strip();
        }
        return EMAIL.matcher(address).matches() ? address : null;
    }

    /** What is left of a number in that form without its country code; the number's digits if it has none. */
    public static String nationalNumber(String phone) {
        return PhoneNumbers.national(phone);
    }

    private static final class Collector {

        private final String region;
        private final Set<String> phones = new LinkedHashSet<>(4);
        private final Set<String> emails = new LinkedHashSet<>(4);
        private final Set<String> bareNumbers = new LinkedHashSet<>(4);

        Collector(String region) {
            this.region = region;
        }

        PersonIdentifiers collect(Activity activity) {
            ObjectNode json = activity.json();
            String direction = activity.callDirection();
            addPhone(json.path("phoneNumber"));
            addPhone(json.path("transferANI"));
            if (!"outbound".equals(direction)) {
                addPhone(json.path("ANI"));
            }
            if (!"inbound".equals(direction)) {
                addPhone(json.path("DNIS"));
            }
            addEmail(json.path("email"));
            json.path("callParties").forEach(this::addParty);
            json.path("chatParties").forEach(this::addParty);
            json.path("attachedData").forEach(this::addWhateverItIs);
            json.path("formValues").forEach(this::addWhateverItIs);
            addBareNumbers();
            return new PersonIdentifiers(phones, emails);
        }

        private void addParty(JsonNode party) {
            boolean isAgent = party.path("type").asText().equals("internal") || !isBlank(party.path("userId"));
            if (!isAgent) {
                addPhone(party.path("phone"));
                addEmail(party.path("email"));
            }
        }

        /** Scenario variables and form fields: only what can be nothing else. */
        private void addWhateverItIs(JsonNode value) {
            if (value.isTextual() && value.textValue().length() <= 320) {
                addEmail(value);
                if (INTERNATIONAL.matcher(value.textValue().strip()).matches()) {
                    addPhone(value);
                }
            }
        }

        private void addEmail(JsonNode value) {
            String address = value.isTextual() ? email(value.textValue()) : null;
            if (address != null) {
                emails.add(address);
            }
        }

        private void addPhone(JsonNode value) {
            if (isBlank(value)) {
                return;
            }
            String written = value.asText().strip();
            if (written.startsWith("+")) {
                addNormalized(written);
            } else {
                bareNumbers.add(written);
            }
        }

        /** After the others: the same number often comes once more without its plus. */
        private void addBareNumbers() {
            for (String number : bareNumbers) {
                String digits = PhoneNumbers.digits(number);
                String significant = digits.startsWith("00") ? digits.substring(2) : digits;
                if (!phones.contains('+' + significant)) {
                    addNormalized(number);
                }
            }
        }

        private void addNormalized(String written) {
            String phone = phone(written, region);
            if (phone != null) {
                phones.add(phone);
            }
        }

        private static boolean isBlank(JsonNode value) {
            return value.isMissingNode() || value.isNull() || value.asText().isBlank();
        }
    }
}
