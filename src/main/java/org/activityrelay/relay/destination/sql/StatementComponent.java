package org.activityrelay.relay.destination.sql;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.activityrelay.relay.destination.OwnBoundary;
import org.apache.camel.Endpoint;
import org.apache.camel.component.sql.SqlComponent;
import org.apache.camel.component.sql.SqlEndpoint;
import org.apache.camel.support.CamelContextHelper;
import org.apache.camel.support.EndpointHelper;
import org.apache.camel.support.ResourceHelper;

/**
 * Camel's SQL component with statements from the snapshot: {@code
 * sql:routes:sql/{database}/upsert.sql?dataSource=#reporting}, where {@code {database}} is the kind of that database.
 * Parameters are {@code :?field} and {@code :?${simple}}, or the same with {@code :#}; a {@code #} alone stays what it is
 * in SQL.
 */
final class StatementComponent extends SqlComponent implements OwnBoundary {

    /** Would take the statement or more from a message; refused when the route loads. */
    private static final Set<String> REFUSED = Set.of("useMessageBodyForSql", "allowNamedParameters", "usePlaceholder");

    private static final Pattern HASH = Pattern.compile(":#(?=\\w|\\$\\{)");

    private final Map<DataSource, Dialect> dialects;

    StatementComponent(Map<DataSource, Dialect> dialects) {
        this.dialects = dialects;
        setUsePlaceholder(false);
        setServiceLocationEnabled(false);
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        for (String option : parameters.keySet()) {
            if (REFUSED.contains(option)) {
                throw new IllegalArgumentException("option " + option + " is not allowed on sql endpoints; remove it");
            }
        }
        DataSource source = dataSource(parameters.get("dataSource"));
        String statement = remaining.startsWith("routes:") || remaining.startsWith("resource:routes:")
                ? load(remaining.replaceFirst("^resource:", ""), dialects.get(source))
                : remaining;
        // Inside an endpoint URI a question mark begins the options, so parameters are written :#name there.
        statement = HASH.matcher(statement).replaceAll(":?");
        RecordParameters record = new RecordParameters(statement, getCamelContext());
        if (source instanceof RecordingDataSource recording) {
            recording.name(record.prepared(), record.names());
        }
        SqlEndpoint endpoint = (SqlEndpoint) super.createEndpoint(uri, statement, parameters);
        endpoint.setPrepareStatementStrategy(record);
        if (record.isFixed()) {
            // Saves asking the driver, which asks the server.
            endpoint.setAlwaysPopulateStatement(true);
            endpoint.setParametersCount(Placeholders.count(record.prepared()));
        }
        return endpoint;
    }

    /** None: a header could be another statement, another database or other parameters. */
    @Override
    public boolean passes(String header) {
        return false;
    }

    @Override
    public Meaning meaning(Endpoint endpoint) {
        String query = endpoint instanceof SqlEndpoint sql ? sql.getQuery() : "";
        return Placeholders.isQuery(query) ? Meaning.LOOKUP : Meaning.WRITE;
    }

    private DataSource dataSource(Object reference) {
        if (reference instanceof DataSource source) {
            return source;
        }
        String name = reference == null ? null : reference.toString();
        if (name == null || !EndpointHelper.isReferenceParameter(name)) {
            throw new IllegalArgumentException("a sql endpoint names its database: dataSource=#reporting, or "
                    + "#<destination> for one with relay.destination.<destination>.url=jdbc:…");
        }
        String bean = name.replaceFirst("^#(bean:)?", "");
        DataSource found = CamelContextHelper.lookup(getCamelContext(), bean, DataSource.class);
        if (found == null) {
            throw new IllegalArgumentException(
                    "there is no database '" + bean + "'; set relay.destination." + bean + ".url to a JDBC URL");
        }
        return found;
    }

    private String load(String resource, Dialect dialect) throws IOException {
        if (dialect == null) {
            throw new IllegalArgumentException("{database} in " + resource + " needs a database of a destination");
        }
        String path = resource.replace("{database}", dialect.name()).replace("%7Bdatabase%7D", dialect.name());
        try (InputStream in = ResourceHelper.resolveMandatoryResourceAsInputStream(getCamelContext(), path)) {
            return Placeholders.withoutComments(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException missing) {
            throw new IllegalArgumentException(
                    "there is no " + path.replaceFirst("routes:", "routes/") + " for a " + dialect.name()
                            + " database; write one",
                    missing);
        }
    }
}
