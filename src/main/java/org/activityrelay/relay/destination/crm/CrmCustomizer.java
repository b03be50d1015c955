package org.activityrelay.relay.destination.crm;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.activityrelay.relay.activity.TenantProfiles;
import org.activityrelay.relay.context.ContextCustomizer;
import org.activityrelay.relay.delivery.AttemptEvidence;
import org.activityrelay.relay.destination.DestinationSettings;
import org.activityrelay.relay.destination.DestinationsSettings;
import org.activityrelay.relay.destination.http.HttpCustomizer;
import org.activityrelay.relay.ledger.RequestCounts;
import org.activityrelay.relay.ledger.WriteLog;
import org.apache.camel.CamelContext;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** Gives a context the component {@code crm}. */
@Component
public class CrmCustomizer implements ContextCustomizer, DisposableBean {

    private static final List<Crm> SIBLINGS = List.of(new Dynamics(), new Salesforce(), new ServiceNow());

    private final DestinationsSettings settings;
    private final HttpCustomizer http;
    private final RequestBudget budget;
    private final LinkStep link;
    private final WriteStep write;

    @Autowired
    public CrmCustomizer(
            DestinationsSettings settings,
            HttpCustomizer http,
            WriteLog writes,
            ObjectProvider<RequestCounts> counts,
            ObjectProvider<TenantProfiles> tenants,
            ObjectProvider<Clock> clock,
            ObjectProvider<MeterRegistry> meters) {
        this(
                settings,
                http,
                writes,
                counts::getIfAvailable,
                tenant -> tenants.getObject().of(tenant).defaultRegion(),
                clock.getIfAvailable(Clock::systemUTC),
                meters.getIfAvailable(io.micrometer.core.instrument.simple.SimpleMeterRegistry::new));
    }

    /**
     * @param counts answers null where there is no ledger, as on the command line; then nothing is counted
     * @param regionOfTenant two letters for phone numbers without a country code, or null
     */
    public CrmCustomizer(
            DestinationsSettings settings,
            HttpCustomizer http,
            WriteLog writes,
            Supplier<RequestCounts> counts,
            Function<String, String> regionOfTenant,
            Clock clock,
            MeterRegistry meters) {
        this.settings = settings;
        this.http = http;
        this.budget = new RequestBudget(counts, clock, meters);
        this.link = new LinkStep(new LookupCache(clock), regionOfTenant);
        this.write = new WriteStep(writes);
    }

    @Override
    public void customize(CamelContext context, Kind kind) {
        CrmClient client = new CrmClient(http.boundary(kind));
        context.addComponent("crm", new CrmComponent(SIBLINGS, kind, settings, client, budget, link, write));
    }

    @Override
    public void destroy() {
        budget.close();
    }

    /** A kind of CRM by its word in routes, or null. */
    static Crm sibling(String kind) {
        return SIBLINGS.stream()
                .filter(crm -> crm.kind().equals(kind))
                .findFirst()
                .orElse(null);
    }

    /** A conversation that only asks. Its requests count, too. */
    CrmSession asking(Crm crm, CrmClient client, DestinationSettings destination, AttemptEvidence evidence) {
        return new CrmSession(crm, client, budget, destination, evidence, false);
    }
}
