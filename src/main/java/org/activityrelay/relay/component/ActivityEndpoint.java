package org.activityrelay.relay.component;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.activityrelay.relay.delivery.Rate;
import org.activityrelay.relay.delivery.RetrySchedule;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.MultipleConsumersSupport;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;

/** Takes activity records in, chooses their destinations, and delivers them. */
@UriEndpoint(
        firstVersion = "0.1.0",
        scheme = "activity",
        title = "Activity",
        syntax = "activity:word/name",
        category = {Category.CORE, Category.WORKFLOW},
        lenientProperties = true,
        remote = false)
public class ActivityEndpoint extends DefaultEndpoint implements MultipleConsumersSupport {

    @UriPath(
            enums = "accept,routing,deliver,destination",
            description =
                    "What this end of a route does: accept stores the body as a record, routing gives one record whose"
                            + " destinations the steps choose, deliver adds a destination to the plan, destination gives one claimed"
                            + " delivery.")
    @Metadata(required = true)
    private final Word word;

    @UriPath(description = "Name of the destination, in letters and digits; only for deliver and destination.")
    private final String name;

    @UriParam(
            label = "accept",
            description =
                    "Name of the door the record came through (http, files, queue or another word); noted on the record.")
    private String intake;

    @UriParam(
            label = "accept",
            description = "Whose records come through this door; the configured default if left out.")
    private String tenant;

    @UriParam(
            label = "deliver",
            description = "Names a second delivery of the same record to the same destination; literal or Simple.")
    private String part;

    @UriParam(
            label = "deliver",
            description =
                    "Kinds of selected associated objects, for example case,task: each of them gets a delivery of its own,"
                            + " whose part is its id. One delivery if none is selected.")
    private String each;

    @UriParam(label = "destination", defaultValue = "4", description = "How many deliveries at a time in each process.")
    private int concurrency = 4;

    @UriParam(
            label = "destination",
            description =
                    "At most so many deliveries in each second, minute, hour or day, for example 20/s; no limit if left"
                            + " out. Counted in each process.")
    private String rate;

    @UriParam(
            label = "destination",
            description =
                    "Waits before each attempt, for example 0,5s,30s,5m; after the last attempt the delivery is parked."
                            + " The setting relay.delivery.retry if left out.")
    private String retry;

    @UriParam(
            label = "destination",
            defaultValue = "true",
            description =
                    "Whether a destination that holds an earlier revision of a record gets a later one, even if the rules"
                            + " no longer name it.")
    private boolean follow = true;

    private Map<String, String> arguments = Map.of();
    private DeliverValues values;

    ActivityEndpoint(String uri, ActivityComponent component, Word word, String name) {
        super(uri, component);
        this.word = word;
        this.name = name;
    }

    @Override
    public Producer createProducer() throws Exception {
        return switch (word) {
            case accept -> new AcceptProducer(this);
            case deliver -> new DeliverProducer(this);
            default -> throw new IllegalArgumentException("activity:" + word + " begins a route; it cannot be sent to");
        };
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        return switch (word) {
            case routing -> new RoutingConsumer(this, processor);
            case destination -> new DestinationConsumer(this, processor);
            default -> throw new IllegalArgumentException("activity:" + word + " ends a route; it cannot begin one");
        };
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        if (word == Word.accept && (intake == null || intake.isBlank())) {
            throw new IllegalArgumentException(
                    "activity:accept needs the name of the door, for example activity:accept?intake=files");
        }
        if (concurrency < 1) {
            throw new IllegalArgumentException(
                    "concurrency " + concurrency + " would deliver nothing: write at least 1");
        }
        rateLimit();
        retrySchedule();
        if (word == Word.deliver) {
            values = DeliverValues.compile(part, arguments, getCamelContext());
        }
    }

    @Override
    public boolean isLenientProperties() {
        return word == Word.deliver;
    }

    /** Routing routes are a union; a destination has one route. */
    @Override
    public boolean isMultipleConsumersSupported() {
        return word == Word.routing;
    }

    @Override
    public boolean isRemote() {
        return false;
    }

    public Word getWord() {
        return word;
    }

    public String getName() {
        return name;
    }

    public String getIntake() {
        return intake;
    }

    public void setIntake(String intake) {
        this.intake = intake;
    }

    public String getTenant() {
        return tenant;
    }

    public void setTenant(String tenant) {
        this.tenant = tenant;
    }

    public String getPart() {
        return part;
    }

    public void setPart(String part) {
        this.part = part;
    }

    public String getEach() {
        return each;
    }

    public void setEach(String each) {
        this.each = each;
    }

    public int getConcurrency() {
        return concurrency;
    }

    public void setConcurrency(int concurrency) {
        this.concurrency = concurrency;
    }

    public String getRate() {
        return rate;
    }

    public void setRate(String rate) {
        this.rate = rate;
    }

    public String getRetry() {
        return retry;
    }

    public void setRetry(String retry) {
        this.retry = retry;
    }

    public boolean isFollow() {
        return follow;
    }

    public void setFollow(boolean follow) {
        this.follow = follow;
    }

    DeliverValues values() {
        return values;
    }

    void setArguments(Map<String, String> arguments) {
        this.arguments = Map.copyOf(arguments);
    }

    /** The rate limit of a destination, or null. */
    public Rate rateLimit() {
        return rate == null ? null : Rate.parse(rate);
    }

    /** The waits before each attempt of a destination; empty for the configured default. */
    public List<Duration> retrySchedule() {
        return retry == null ? List.of() : RetrySchedule.of(retry).waits();
    }
}
