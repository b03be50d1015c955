package org.activityrelay.relay.ledger;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.activityrelay.relay.contract.SharedPostgres;

/** A real database for a contract test, empty at the start of each test. */
interface TestDatabase {

    LedgerSettings settings();

    /** Statements that make the database refuse records of a type. */
    String refusalOf(String type);

    static TestDatabase sqlite(Path folder) {
        return new TestDatabase() {
            @Override
            public LedgerSettings settings() {
                return LedgerFixture.settings("jdbc:sqlite:" + folder.resolve("ledger.db"), null, null);
            }

            @Override
            public String refusalOf(String type) {
                return "create trigger refuse before insert on activity when new.type = '" + type
                        + "' begin select raise(abort, 'refused'); end";
            }
        };
    }

    /** @param test whose tests take turns on one database */
    static TestDatabase postgres(Class<?> test) {
        String url = Postgres.DATABASES.computeIfAbsent(test, any -> SharedPostgres.newDatabase());
        SharedPostgres.execute(url, Postgres.EMPTY);
        return new TestDatabase() {
            @Override
            public LedgerSettings settings() {
                return LedgerFixture.settings(url, SharedPostgres.username(), SharedPostgres.password());
            }

            @Override
            public String refusalOf(String type) {
                return "alter table activity add constraint refuse check (type <> '" + type + "')";
            }
        };
    }

    /** What the tests on PostgreSQL share. */
    final class Postgres {

        private static final Map<Class<?>, String> DATABASES = new ConcurrentHashMap<>();
        private static final String EMPTY = "drop schema public cascade; create schema public";

        private Postgres() {}
    }
}
