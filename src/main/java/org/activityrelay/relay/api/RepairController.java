package org.activityrelay.relay.api;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.activityrelay.relay.ledger.DeliveryFilter;
import org.activityrelay.relay.ledger.DeliveryState;
import org.activityrelay.relay.ledger.Mode;
import org.activityrelay.relay.ledger.RecordFilter;
import org.activityrelay.relay.ledger.Repairs;
import org.activityrelay.relay.ledger.Repairs.Cancellation;
import org.activityrelay.relay.ledger.Repairs.Forecast;
import org.activityrelay.relay.ledger.Repairs.Replay;
import org.activityrelay.relay.ledger.Repairs.RerouteForecast;
import org.activityrelay.relay.problem.Problem;
import org.activityrelay.relay.problem.ProblemException;
import org.activityrelay.relay.security.Caller;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Many deliveries or records at once: counted first, then done, but no more than the cap. A cap, because one mistyped
 * filter must not send a year's records again.
 */
@RestController
@RequestMapping(path = "/api/v1", produces = MediaType.APPLICATION_JSON_VALUE)
class RepairController {

    private static final Set<String> FIELDS = Set.of("filter", "deliveryId", "dryRun", "expected", "asOf", "limit");
    private static final Set<String> REPLAY =
            Set.of("filter", "dryRun", "expected", "asOf", "limit", "includeDelivered", "deliveryId");
    private static final Set<String> REROUTE = Set.of("filter", "dryRun", "expected", "limit");
    private static final List<DeliveryState> REPLAYABLE =
            List.of(DeliveryState.PARKED, DeliveryState.DELIVERED, DeliveryState.PENDING, DeliveryState.CANCELLED);
    private static final List<DeliveryState> CANCELLABLE =
            List.of(DeliveryState.PARKED, DeliveryState.PENDING, DeliveryState.IN_FLIGHT);

    private final Repairs repairs;
    private final int atMost;

    RepairController(Repairs repairs, RepairSettings settings) {
        this.repairs = repairs;
        this.atMost = settings.atMost();
    }

    @PostMapping("/replays")
    RepairViews.Repair replay(HttpServletRequest request) throws IOException {
        Caller caller = Caller.current();
        RepairBody body = RepairBody.read(request, REPLAY);
        DeliveryFilter filter = body.deliveries(caller, REPLAYABLE);
        String deliveryId = body.id("deliveryId");
        boolean delivered = body.flag("includeDelivered");
        if (filter.state() == DeliveryState.DELIVERED
                && filter.mode() != Mode.DRY_RUN
                && deliveryId == null
                && !delivered) {
            body.wrong("/filter/state", "What is delivered needs \"includeDelivered\": true.");
        }
        Asked asked = Asked.of(body);
        int most = asked.most(atMost);
        Replay replay = new Replay(filter, delivered, deliveryId, asOf(asked));
        Forecast forecast = repairs.forecast(replay);
        if (asked.dryRun()) {
            return RepairViews.Repair.of(forecast, replay.asOf(), most);
        }
        asked.check(forecast.count());
        return RepairViews.Repair.of(forecast, replay.asOf(), most, repairs.replay(replay, most, caller.name()));
    }

    @PostMapping("/cancellations")
    RepairViews.Repair cancel(HttpServletRequest request) throws IOException {
        Caller caller = Caller.current();
        RepairBody body = RepairBody.read(request, FIELDS);
        DeliveryFilter filter = body.deliveries(caller, CANCELLABLE);
        String deliveryId = body.id("deliveryId");
        Asked asked = Asked.of(body);
        int most = asked.most(atMost);
        Cancellation cancellation = new Cancellation(filter, deliveryId, asOf(asked));
        Forecast forecast = repairs.forecast(cancellation);
        if (asked.dryRun()) {
            return RepairViews.Repair.of(forecast, cancellation.asOf(), most);
        }
        asked.check(forecast.count());
        return RepairViews.Repair.of(
                forecast, cancellation.asOf(), most, repairs.cancel(cancellation, most, caller.name()));
    }

    @PostMapping("/reroutes")
    RepairViews.Reroute reroute(HttpServletRequest request) throws IOException {
        Caller caller = Caller.current();
        RepairBody body = RepairBody.read(request, REROUTE);
        RecordFilter filter = body.records(caller);
        Asked asked = Asked.of(body);
        int most = asked.most(atMost);
        RerouteForecast forecast = repairs.forecast(filter);
        if (asked.dryRun()) {
            return RepairViews.Reroute.of(forecast, most);
        }
        asked.check(forecast.count());
        return RepairViews.Reroute.of(forecast, most, repairs.reroute(filter, most, caller.name()));
    }

    private Instant asOf(Asked asked) {
        return asked.asOf() == null ? repairs.now() : asked.asOf();
    }

    /** What a request says besides its filter. */
    private record Asked(boolean dryRun, Integer expected, Instant asOf, Integer limit) {

        /** Refuses the request when anything in it is wrong. */
        static Asked of(RepairBody body) {
            Integer limit = body.number("limit");
            if (limit != null && limit == 0) {
                body.wrong("/limit", "It is a number from 1; to do nothing, count with \"dryRun\": true.");
            }
            Asked asked = new Asked(body.flag("dryRun"), body.number("expected"), body.time("asOf"), limit);
            body.refuseIfWrong();
            return asked;
        }

        int most(int atMost) {
            return limit == null ? atMost : Math.min(limit, atMost);
        }

        /** A tenth more or less is what happens between counting and doing; more is another filter than was meant. */
        void check(int count) {
            if (expected != null && 10L * Math.abs(count - expected) > expected) {
                throw new ProblemException(Problem.of(
                                409,
                                "count_differs",
                                "Nothing was done: " + count + " match now, and " + expected
                                        + " were expected. Count again with \"dryRun\": true.")
                        .with("count", count)
                        .with("expected", expected));
            }
        }
    }
}
