package org.activityrelay.relay.destination.sql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.activityrelay.relay.data.ClosedFiles;
import org.activityrelay.relay.destination.DestinationSettings;
import org.activityrelay.relay.destination.DestinationsSettings;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * The databases that destinations write to: every {@code relay.destination.<name>.url} that begins with {@code jdbc:}.
 * Routes name one by its destination, {@code dataSource=#<name>}; the one of {@code database} is also {@code
 * #reporting}. Pools are small and connect when first used, so that a database that is down stops nothing else.
 */
@Component
public class Databases implements DisposableBean {

    static final String REPORTING = "reporting";

    /** Of the pool, in milliseconds. */
    private static final long SHORTEST_WAIT = 250;

    private final DestinationsSettings settings;
    private final Map<String, HikariDataSource> pools = new ConcurrentHashMap<>();

    public Databases(DestinationsSettings settings) {
        this.settings = settings;
    }

    /** Settings of the destinations with a database, by the name under which routes know the database. */
    Map<String, DestinationSettings> byName() {
        Map<String, DestinationSettings> databases = new LinkedHashMap<>();
        settings.destination().keySet().forEach(name -> {
            DestinationSettings destination = settings.of(name);
            if (destination.isDatabase()) {
                databases.put(name, destination);
                if (name.equals("database")) {
                    databases.put(REPORTING, destination);
                }
            }
        });
        return databases;
    }

    /** The pool for a name that {@link #byName()} has. */
    DataSource pool(String name) {
        String destination = name.equals(REPORTING) ? "database" : name;
        return pools.computeIfAbsent(destination, key -> open(key, settings.of(key)));
    }

    /** The database that the shipped {@code database} destination writes to, for retention and erasing. */
    public DataSource reporting() {
        return pool(REPORTING);
    }

    /**
     * A connection of its own to a database that is no embedded one, for somebody who only looks.
     *
     * @throws SQLException when there is none; its message may quote the address
     */
    static Connection look(DestinationSettings destination) throws SQLException {
        Properties properties =
                Dialect.of(destination.url()).name().equals("postgresql") ? postgres(destination) : new Properties();
        if (blankToNull(destination.username()) != null) {
            properties.setProperty("user", destination.username());
        }
        if (blankToNull(destination.password()) != null) {
            properties.setProperty("password", destination.password());
        }
        Connection connection = DriverManager.getConnection(destination.url(), properties);
        connection.setReadOnly(true);
        connection.setAutoCommit(false);
        return connection;
    }

    private static HikariDataSource open(String name, DestinationSettings destination) {
        HikariConfig pool = new HikariConfig();
        pool.setPoolName("destination-" + name);
        pool.setJdbcUrl(destination.url());
        pool.setUsername(blankToNull(destination.username()));
        pool.setPassword(blankToNull(destination.password()));
        pool.setInitializationFailTimeout(-1);
        pool.setConnectionTimeout(Math.max(SHORTEST_WAIT, millis(connect(destination), 10_000)));
        pool.setMinimumIdle(0);
        Dialect dialect = Dialect.of(destination.url());
        if (dialect.isEmbedded()) {
            createFile(dialect.file());
            // One writer at a time is all that SQLite has; a second connection would only wait for the first.
            pool.setMaximumPoolSize(1);
            pool.setDataSourceProperties(sqlite());
        } else {
            pool.setMaximumPoolSize(destination.connections() == null ? 4 : destination.connections());
        }
        if (dialect.name().equals("postgresql")) {
            pool.setDataSourceProperties(postgres(destination));
        }
        return new HikariDataSource(pool);
    }

    /** As durable as the ledger: what is reported as delivered is on disk. */
    private static Properties sqlite() {
        Properties properties = new Properties();
        properties.setProperty("journal_mode", "WAL");
        properties.setProperty("synchronous", "FULL");
        properties.setProperty("busy_timeout", "5000");
        properties.setProperty("secure_delete", "true");
        return properties;
    }

    /** Without these a server that has gone away holds a delivery for ever. */
    private static Properties postgres(DestinationSettings destination) {
        Duration total =
                destination.timeout() == null ? null : destination.timeout().total();
        Properties properties = new Properties();
        properties.setProperty("connectTimeout", seconds(millis(connect(destination), 10_000)));
        properties.setProperty("socketTimeout", seconds(millis(total, 60_000)));
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("ApplicationName", "activity-relay");
        return properties;
    }

    private static Duration connect(DestinationSettings destination) {
        return destination.timeout() == null ? null : destination.timeout().connect();
    }

    private static long millis(Duration limit, long otherwise) {
        return limit == null ? otherwise : limit.toMillis();
    }

    private static String seconds(long millis) {
        return Long.toString(Math.max(1, (millis + 999) / 1000));
    }

    private static void createFile(Path file) {
        if (file != null) {
            try {
                ClosedFiles.file(file);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }

    private static String blankToNull(String text) {
        return text == null || text.isBlank() ? null : text;
    }

    @Override
    public void destroy() {
        pools.values().forEach(HikariDataSource::close);
    }
}
