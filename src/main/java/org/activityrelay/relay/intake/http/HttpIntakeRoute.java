package org.activityrelay.relay.intake.http;

import org.apache.camel.builder.RouteBuilder;

/** The HTTP door's route. What it hands over has no headers: nothing a sender wrote there reaches a route. */
class HttpIntakeRoute extends RouteBuilder {

    /** Fails at once when the route is not there: a sender rather hears 503 than waits. */
    static final String ENTRY = "direct:http-intake?block=false";

    @Override
    public void configure() {
        from("direct:http-intake")
                .routeId("intake-http")
                .routeDescription("Takes what was posted to /api/v1/activities.")
                .errorHandler(noErrorHandler()) // the sender is told, the log need not be
                .to("activity:accept?intake=http")
                .id("intake-http-accept");
    }
}
