package org.activityrelay.relay.intake;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.activityrelay.relay.activity.Activity;
import org.activityrelay.relay.activity.ActivityReader;
import org.activityrelay.relay.activity.InvalidActivityException;
import org.activityrelay.relay.activity.TenantProfile;
import org.activityrelay.relay.activity.TenantProfiles;
import org.activityrelay.relay.intake.Receipt.Problem;
import org.activityrelay.relay.intake.Receipt.Refused;
import org.activityrelay.relay.intake.Receipt.Stored;
import org.activityrelay.relay.ledger.Ledger;
import org.activityrelay.relay.ledger.RecordRefusedException;
import org.activityrelay.relay.ledger.Rejection;
import org.activityrelay.relay.ledger.Rejections;
import org.activityrelay.relay.ledger.Submission;
import org.activityrelay.relay.routing.Routing;

/**
 * The way of a body from a door to the ledger: cut into items, each read into the canonical record, routed, submitted. A
 * single record is submitted without waiting; of a batch only so many wait for the ledger at a time, and the calling
 * thread waits with them. What is no record is kept as a rejection before the answer says so. Thread-safe.
 */
public final class IntakeService implements Intake, Refusals {

    private final ActivityReader reader;
    private final TenantProfiles tenants;
    private final Routing routing;
    private final Ledger ledger;
    private final Rejections rejections;
    private final IntakeSettings settings;
    private final StrictJson json;

    public IntakeService(
            TenantProfiles tenants, Routing routing, Ledger ledger, Rejections rejections, IntakeSettings settings) {
        this.tenants = tenants;
        this.routing = routing;
        this.ledger = ledger;
        this.rejections = rejections;
        this.settings = settings;
        this.json = new StrictJson(settings);
        this.reader = new ActivityReader(json.mapper());
    }

    @Override
    public CompletableFuture<Receipt> accept(Body body) {
        try {
            BodyContents contents = BodyContents.of(body, json, settings.maxBatch());
            Sender sender = sender(body);
            return contents.batch()
                    ? new BodyBatch(sender, contents.items(), settings.maxInFlight()).run()
                    : sender.send(contents.items().get(0)).thenApply(item -> new Receipt(false, List.of(item)));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public Receipt.Refused refuse(Body body, String why) {
        BodyItem whole = new BodyItem(null, body::bytes, () -> null);
        return sender(body).refuse(whole, new UnreadableException(UnreadableException.NO_RECORD, "", why));
    }

    private Sender sender(Body body) {
        String tenant = body.tenant() == null ? settings.tenant() : body.tenant();
        return new Sender(body, tenants.of(tenant));
    }

    /** Sends the items of one body on their way. */
    final class Sender {

        private final Body body;
        private final TenantProfile tenant;

        private Sender(Body body, TenantProfile tenant) {
            this.body = body;
            this.tenant = tenant;
        }

        /** Reads, routes and submits; the future fails when the item is fine, but could not be stored or kept. */
        CompletableFuture<Receipt.Item> send(BodyItem item) {
            try {
                return submit(item, read(item));
            } catch (UnreadableException e) {
                return CompletableFuture.completedFuture(refuse(item, e));
            }
        }

        /** @throws UnreadableException when it is no record */
        Activity read(BodyItem item) {
            try {
                return reader.read(item.json().get(), tenant);
            } catch (InvalidActivityException e) {
                List<Problem> problems = e.problems().stream()
                        .map(problem -> new Problem(problem.pointer(), problem.detail()))
                        .toList();
                throw new UnreadableException(UnreadableException.NO_RECORD, problems);
            }
        }

        CompletableFuture<Receipt.Item> submit(BodyItem item, Activity activity) {
            Submission submission = new Submission(
                    activity, item.original().get(), body.intake(), body.principal(), routing.plan(activity));
            return ledger.accept(submission)
                    .<Receipt.Item>thenApply(Stored::new)
                    .exceptionallyCompose(failure -> afterFailure(item, failure));
        }

        /** Keeps the item's bytes; throws {@code LedgerUnavailableException} when that is impossible now. */
        Refused refuse(BodyItem item, UnreadableException why) {
            ArrayNode problems = JsonNodeFactory.instance.arrayNode();
            why.problems().forEach(problem -> problems.addObject()
                    .put("pointer", problem.pointer())
                    .put("detail", problem.detail()));
            String id = rejections.keep(new Rejection(
                    tenant.name(),
                    body.intake(),
                    source(item),
                    body.principal(),
                    body.contentType(),
                    item.original().get(),
                    problems));
            return new Refused(id, why.status(), why.problems());
        }

        /** A record that no attempt could store is refused; anything else may pass with time. */
        private CompletableFuture<Receipt.Item> afterFailure(BodyItem item, Throwable failure) {
            Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
            if (!(cause instanceof RecordRefusedException)) {
                return CompletableFuture.failedFuture(cause);
            }
            String detail =
                    "The ledger's database refuses this record. It is kept: correct and resubmit it, or report this.";
            // On another thread: this one is the ledger's, which keeping the rejection may have to wait for.
            return CompletableFuture.supplyAsync(
                    () -> refuse(item, new UnreadableException(UnreadableException.NO_RECORD, "", detail)));
        }

        private String source(BodyItem item) {
            String whole = body.at() == null
                    ? body.source()
                    : body.source() + ":" + body.at().line();
            if (item.place() == null || whole == null) {
                return item.place() == null ? whole : item.place();
            }
            return whole + ", " + item.place();
        }
    }
}
