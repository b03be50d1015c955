package org.activityrelay.relay.ledger;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.activityrelay.relay.routing.Routing;

/** A ledger with its database open: the views of it. Closing stores what waits and closes the database. */
final class OpenLedger implements AutoCloseable {

    private final Database database;
    private final Persons persons;
    private final AcceptWriter writer;
    private final SqlLedger ledger;
    private final SqlDeliveryQueue queue;
    private final SqlRecords records;
    private final SqlRejections rejections;
    private final SqlAudit audit;
    private final SqlDryRuns dryRuns;

    OpenLedger(
            Database database,
            LedgerSettings settings,
            RecordContent content,
            Routing routing,
            DestinationTraits traits,
            Clock clock,
            MeterRegistry meters) {
        this.database = database;
        persons = new Persons(content, PersonKey.open(database, settings.personKey()));
        TimeOrderedIds ids = new TimeOrderedIds(clock);
        DueSignal due = new DueSignal();
        DeliveryStore deliveries = new DeliveryStore(ids, traits);
        Admission admission =
                new Admission(settings.waitingRecords(), settings.waitingBytes().toBytes());
        Preparation preparation = new Preparation(database, content, persons, routing, clock);
        writer = new AcceptWriter(
                database,
                new RevisionStore(ids, deliveries, database.inserts(deliveries)),
                preparation,
                due,
                admission,
                meters);
        ledger = new SqlLedger(writer, new Rerouting(database, deliveries, due), content, persons, settings.identity());
        queue = new SqlDeliveryQueue(database, new SettlementStore(database, deliveries, due), due, clock);
        records = new SqlRecords(database, persons, Search.WINDOW);
        rejections = new SqlRejections(database, writer, ids, clock);
        audit = new SqlAudit(database, ids);
        dryRuns = new SqlDryRuns(database);
    }

    /** @throws LedgerStartException when the settings do not make a ledger that keeps its promise */
    static OpenLedger open(
            LedgerSettings settings,
            RecordContent content,
            Routing routing,
            DestinationTraits traits,
            Clock clock,
            MeterRegistry meters) {
        Database database = database(settings);
        try {
            return new OpenLedger(database, settings, content, routing, traits, clock, meters);
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    private static Database database(LedgerSettings settings) {
        String url = settings.url() == null ? "" : settings.url();
        if (url.startsWith("jdbc:sqlite:")) {
            return SqliteDatabase.open(settings);
        }
        if (url.startsWith("jdbc:postgresql:")) {
            return PostgresDatabase.open(settings);
        }
        throw new LedgerStartException("relay.ledger.url must begin with jdbc:sqlite: or jdbc:postgresql:.");
    }

    Ledger ledger() {
        return ledger;
    }

    DeliveryQueue queue() {
        return queue;
    }

    Records records() {
        return records;
    }

    Rejections rejections() {
        return rejections;
    }

    Audit audit() {
        return audit;
    }

    DryRuns dryRuns() {
        return dryRuns;
    }

    Persons persons() {
        return persons;
    }

    Database database() {
        return database;
    }

    @Override
    public void close() {
        writer.close();
        database.close();
    }
}
