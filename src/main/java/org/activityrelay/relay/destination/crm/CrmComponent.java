package org.activityrelay.relay.destination.crm;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.activityrelay.relay.configuration.Nearest;
import org.activityrelay.relay.context.ContextCustomizer.Kind;
import org.activityrelay.relay.delivery.AttemptEvidence;
import org.activityrelay.relay.destination.DestinationsSettings;
import org.activityrelay.relay.destination.OwnBoundary;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultProducer;

/**
 * Camel component {@code crm:<kind>/<step>}: {@code crm:salesforce/link} before the mapping and {@code
 * crm:salesforce/write} after it. All options are settings of the destination, except those of {@code crm:rest/…},
 * which describe a CRM that this product does not know.
 */
final class CrmComponent extends DefaultComponent implements OwnBoundary {

    private final Map<String, Crm> crms = new TreeMap<>();
    private final Kind kind;
    private final DestinationsSettings settings;
    private final CrmClient client;
    private final RequestBudget budget;
    private final LinkStep link;
    private final WriteStep write;

    CrmComponent(
            Iterable<Crm> siblings,
            Kind kind,
            DestinationsSettings settings,
            CrmClient client,
            RequestBudget budget,
            LinkStep link,
            WriteStep write) {
        siblings.forEach(crm -> crms.put(crm.kind(), crm));
        this.kind = kind;
        this.settings = settings;
        this.client = client;
        this.budget = budget;
        this.link = link;
        this.write = write;
    }

    /** The steps that a route may use. */
    private enum Word {
        LINK,
        WRITE
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
        int slash = remaining.indexOf('/');
        String name = slash < 0 ? remaining : remaining.substring(0, slash);
        String step = slash < 0 ? "" : remaining.substring(slash + 1);
        if (!name.equals(Rest.KIND) && !crms.containsKey(name)) {
            Set<String> kinds = new TreeSet<>(crms.keySet());
            kinds.add(Rest.KIND);
            throw new IllegalArgumentException(
                    "there is no CRM " + name + "; did you mean crm:" + Nearest.to(name, kinds) + "/" + step + "?");
        }
        Word word =
                switch (step) {
                    case "link" -> Word.LINK;
                    case "write" -> Word.WRITE;
                    default ->
                        throw new IllegalArgumentException(
                                "there is no step " + step + ": write crm:" + name + "/link or crm:" + name + "/write");
                };
        return new Step(uri, name.equals(Rest.KIND) ? described(word, parameters) : crms.get(name), word);
    }

    private Rest described(Word word, Map<String, Object> options) {
        return word == Word.LINK ? Rest.link(getCamelContext(), options) : Rest.write(getCamelContext(), options);
    }

    /** None is looked at. */
    @Override
    public boolean passes(String header) {
        return false;
    }

    /** Every request is noted where it leaves. */
    @Override
    public Meaning meaning(Endpoint endpoint) {
        return Meaning.NOTED;
    }

    @Override
    protected void doStop() throws Exception {
        super.doStop();
        client.close();
    }

    private void run(Crm crm, Word word, Exchange exchange) throws IOException {
        AttemptEvidence evidence = AttemptEvidence.current();
        if (evidence == null) {
            throw new IllegalStateException("crm: is for routes that begin with activity:destination/…");
        }
        boolean recording = kind == Kind.RECORDING;
        CrmSession session =
                new CrmSession(crm, client, budget, settings.of(evidence.claim().destination()), evidence, recording);
        switch (word) {
            case LINK -> {
                if (recording || !write.isUnderWay(session)) {
                    link.run(exchange, crm, session, evidence);
                }
            }
            case WRITE -> {
                if (recording) {
                    write.record(exchange, crm, session, evidence);
                } else {
                    write.run(exchange, crm, session, evidence);
                }
            }
        }
    }

    /** One step of one kind of CRM. */
    private final class Step extends DefaultEndpoint {

        private final Crm crm;
        private final Word word;

        Step(String uri, Crm crm, Word word) {
            super(uri, CrmComponent.this);
            this.crm = crm;
            this.word = word;
        }

        @Override
        public Producer createProducer() {
            return new DefaultProducer(this) {
                @Override
                public void process(Exchange exchange) throws Exception {
                    run(crm, word, exchange);
                }
            };
        }

        @Override
        public Consumer createConsumer(Processor processor) {
            throw new UnsupportedOperationException("crm: is only a step");
        }
    }
}
