package org.activityrelay.relay.ledger;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;

/** The secret behind the person index. */
final class PersonKey {

    private static final String KEY = "person_key";
    private static final String CHECK = "person_key_check";

    private PersonKey() {}

    /**
     * The configured secret, or one that is made once and kept in the ledger, where all processes find it.
     *
     * @throws LedgerStartException when the ledger was filled with another secret
     */
    static PersonHash open(Database database, String configured) {
        boolean own = configured == null || configured.isBlank();
        byte[] key = own
                ? HexFormat.of().parseHex(database.writeOrUnavailable(session -> remember(session, KEY, random())))
                : configured.getBytes(StandardCharsets.UTF_8);
        PersonHash hash = new PersonHash(key);
        String check = HexFormat.of().formatHex(hash.person("check"));
        String known = database.writeOrUnavailable(session -> remember(session, CHECK, check));
        if (!known.equals(check)) {
            throw new LedgerStartException("relay.ledger.person-key is not the one that this ledger was filled with;"
                    + " searching by phone or email would find nothing. Set it to what it was"
                    + " (leave it empty if it was never set).");
        }
        return hash;
    }

    private static String random() {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        return HexFormat.of().formatHex(key);
    }

    /** The value that was remembered first. */
    private static String remember(Session session, String name, String value) throws SQLException {
        session.prepare("insert into ledger_property (name, value) values (?, ?) on conflict (name) do nothing")
                .text(name)
                .text(value)
                .update();
        try (ResultSet row = session.prepare("select value from ledger_property where name = ?")
                .text(name)
                .query()) {
            row.next();
            return row.getString(1);
        }
    }
}
