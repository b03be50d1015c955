package org.activityrelay.relay.destination.recorder;

import java.util.Map;
import java.util.Set;
import org.activityrelay.relay.destination.Secrets;
import org.apache.camel.CamelContext;
import org.apache.camel.Component;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.component.jms.JmsComponent;
import org.apache.camel.spi.ComponentResolver;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.service.ServiceHelper;

/** Finds components for a recording context: those that might reach out come wrapped. */
final class RecordingComponents implements ComponentResolver {

    /** Camel's Simple language asks for these by their class; their endpoints are replaced by the {@link Boundary}. */
    private static final Set<String> ASKED_FOR_BY_TYPE = Set.of("bean", "class");

    private final ComponentResolver resolver;
    private final Secrets secrets;

    RecordingComponents(ComponentResolver resolver, Secrets secrets) {
        this.resolver = resolver;
        this.secrets = secrets;
    }

    @Override
    public Component resolveComponent(String name, CamelContext context) throws Exception {
        Component found = resolver.resolveComponent(name, context);
        boolean asIs = Boundary.isInside(name) || ASKED_FOR_BY_TYPE.contains(name);
        return found == null || asIs ? found : new Wrapped(found, secrets);
    }

    /**
     * Lets the real component read the endpoint URI, so that a wrong option is a mistake here too; the endpoint it makes
     * is never started.
     */
    private static final class Wrapped extends DefaultComponent {

        private final Component component;
        private final Secrets secrets;

        Wrapped(Component component, Secrets secrets) {
            this.component = component;
            this.secrets = secrets;
        }

        @Override
        protected void doBuild() throws Exception {
            super.doBuild();
            component.setCamelContext(getCamelContext());
            if (component instanceof JmsComponent jms) {
                jms.setConnectionFactory(new NoConnections());
            }
            ServiceHelper.buildService(component);
        }

        @Override
        public boolean useRawUri() {
            return component.useRawUri();
        }

        @Override
        public Endpoint createEndpoint(String uri) throws Exception {
            return createEndpoint(uri, null);
        }

        @Override
        public Endpoint createEndpoint(String uri, Map<String, Object> parameters) throws Exception {
            return new RecordingEndpoint(real(uri, parameters), secrets);
        }

        /** A client that is not configured yet is no mistake where nothing is sent; an option nobody knows is one. */
        private Endpoint real(String uri, Map<String, Object> parameters) throws Exception {
            try {
                return component.createEndpoint(uri, parameters);
            } catch (ResolveEndpointFailedException unknownOption) {
                throw unknownOption;
            } catch (Exception notConfigured) {
                return new Unconfigured(uri, this);
            }
        }

        @Override
        protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters)
                throws Exception {
            return createEndpoint(uri, parameters);
        }
    }

    /** Holds the URI of an endpoint whose component cannot make it yet. */
    private static final class Unconfigured extends DefaultEndpoint {

        Unconfigured(String uri, Component component) {
            super(uri, component);
        }

        @Override
        public Producer createProducer() {
            throw new UnsupportedOperationException("recording only");
        }

        @Override
        public Consumer createConsumer(Processor processor) {
            throw new UnsupportedOperationException("recording only");
        }
    }
}
