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
    private final SqlErasures erasures;
    private final SqlRetention retention;
    private final SqlDryRuns dryRuns;
    private final SqlWriteLog writeLog;
    private final SqlRequestCounts requestCounts;
    private final SqlDestinationStates destinations;
    private final SqlDeliveries deliveries;
    private final SqlRepairs repairs;
    private final SqlConfigurations configurations;
    private final SqlPlannedRecords planned;

    OpenLedger(
            Database database,
            LedgerSettings settings,
            RecordContent content,
            Routing routing,
            DestinationTraits traits,
            Clock clock,
            MeterRegistry meters) {
        this.database = database;
        PersonHash hash = PersonKey.open(database, settings.personKey());
        persons = new Persons(content, hash);
        Tombstones tombstones = new Tombstones(hash);
        TimeOrderedIds ids = new TimeOrderedIds(clock);
        DueSignal due = new DueSignal();
        DeliveryStore store = new DeliveryStore(ids, traits);
        SqlAudit trail = new SqlAudit(database, ids);
        audit = trail;
        RepairStore changes = new RepairStore(traits, trail);
        Rerouting rerouting = new Rerouting(database, store, changes, due);
        Admission admission =
                new Admission(settings.waitingRecords(), settings.waitingBytes().toBytes());
        Preparation preparation = new Preparation(database, content, persons, routing, tombstones, clock);
        writer = new AcceptWriter(
                database,
                new RevisionStore(ids, store, database.inserts(store, tombstones)),
                preparation,
                due,
                admission,
                meters);
        ledger = new SqlLedger(writer, rerouting, content, persons, settings.identity(), new AcceptMetrics(meters));
        queue = new SqlDeliveryQueue(database, new SettlementStore(database, store, due), due, clock);
        records = new SqlRecords(database, persons, traits, Search.WINDOW);
        rejections = new SqlRejections(database, writer, ids, clock);
        erasures = new SqlErasures(database, persons, hash, tombstones, trail, due);
        retention = new SqlRetention(database);
        dryRuns = new SqlDryRuns(database);
        writeLog = new SqlWriteLog(database);
        requestCounts = new SqlRequestCounts(database);
        destinations = new SqlDestinationStates(database, audit);
        planned = new SqlPlannedRecords(database);
        deliveries = new SqlDeliveries(database, traits, Search.WINDOW);
        repairs = new SqlRepairs(database, traits, changes, rerouting, routing, due, Search.WINDOW);
        configurations = new SqlConfigurations(database, ids);
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

    Trials trials() {
        return queue::take; // not the queue itself, of which there is one
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

    Erasures erasures() {
        return erasures;
    }

    Configurations configurations() {
        return configurations;
    }

    Retention retention() {
        return retention;
    }

    DryRuns dryRuns() {
        return dryRuns;
    }

    WriteLog writeLog() {
        return writeLog;
    }

    RequestCounts requestCounts() {
        return requestCounts;
    }

    DestinationStates destinations() {
        return destinations;
    }

    Deliveries deliveries() {
        return deliveries;
    }

    Repairs repairs() {
        return repairs;
    }

    PlannedRecords planned() {
        return planned;
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
