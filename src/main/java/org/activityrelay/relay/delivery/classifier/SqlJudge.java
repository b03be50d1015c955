package org.activityrelay.relay.delivery.classifier;

import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.SQLInvalidAuthorizationSpecException;
import java.sql.SQLSyntaxErrorException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.activityrelay.relay.delivery.AttemptEvidence;
import org.activityrelay.relay.delivery.Outcome;
import org.activityrelay.relay.delivery.Reason;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * Databases. The class of the SQLState decides (SQL:2016 part 2, table 38; PostgreSQL appendix A); SQLite gives none and
 * has result codes of its own (sqlite.org/rescode.html).
 */
final class SqlJudge implements Judge {

    /** Undefined table, column, schema, database: PostgreSQL, then the ODBC codes that MySQL and H2 give. */
    private static final Set<String> MISSING =
            Set.of("42P01", "42703", "3F000", "3D000", "42S02", "42S22", "42102", "42122");

    /** The same where the state is only "syntax": Oracle's table and column, SQL Server's object and column. */
    private static final Set<Integer> MISSING_BY_VENDOR = Set.of(942, 904, 208, 207);

    private final NetworkJudge network;

    SqlJudge(NetworkJudge network) {
        this.network = network;
    }

    @Override
    public Optional<Outcome> judge(Causes causes, AttemptEvidence evidence) {
        if (!causes.has(SQLException.class)) {
            return causes.first(DataAccessException.class).map(spring -> spring(spring, causes, evidence));
        }
        // A pool's or a batch's own exception says little; the driver's is among those it wraps.
        return Optional.of(causes.all(SQLException.class)
                .map(sql -> sql(sql, causes, evidence))
                .flatMap(Optional::stream)
                .findFirst()
                .or(() -> causes.first(DataAccessException.class).map(spring -> spring(spring, causes, evidence)))
                .orElseGet(() -> Verdict.retry(network.reason(causes).orElse(Reason.DATABASE_ERROR), evidence)));
    }

    private Optional<Outcome> sql(SQLException sql, Causes causes, AttemptEvidence evidence) {
        if (sql instanceof SQLiteException sqlite) {
            return Optional.of(sqlite(sqlite, evidence));
        }
        String state = sql.getSQLState();
        if (state != null && state.length() >= 2) {
            Optional<Outcome> known = state(state, sql.getErrorCode(), causes, evidence);
            if (known.isPresent()) {
                return known;
            }
        }
        return type(sql);
    }

    private Optional<Outcome> state(String state, int vendor, Causes causes, AttemptEvidence evidence) {
        if (MISSING.contains(state) || (state.startsWith("42") || state.startsWith("S0")) && isMissing(vendor)) {
            return Optional.of(Verdict.pause(Reason.MISSING_TABLE));
        }
        return Optional.ofNullable(
                switch (state) {
                    case "42501" -> Verdict.pause(Reason.UNAUTHORIZED);
                    case "25006" -> Verdict.plainRetry(Reason.DATABASE_READONLY);
                    case "57014" -> Verdict.plainRetry(Reason.READ_TIMEOUT);
                    // The commit was sent; whether it happened is unknown.
                    case "08007", "40003" -> new Outcome.Retry(Reason.CONNECTION_LOST.word(), null, true);
                    default -> byClass(state.substring(0, 2), causes, evidence);
                });
    }

    private Outcome byClass(String stateClass, Causes causes, AttemptEvidence evidence) {
        return switch (stateClass) {
            case "08" ->
                network.judge(causes, evidence).orElseGet(() -> Verdict.retry(Reason.CONNECTION_FAILED, evidence));
            case "28" -> Verdict.pause(Reason.UNAUTHORIZED);
            case "40", "55" -> Verdict.plainRetry(Reason.LOCKED);
            case "57" -> Verdict.retry(Reason.UNAVAILABLE, evidence);
            case "53" -> Verdict.plainRetry(Reason.OUT_OF_RESOURCES);
            case "23", "27", "44" -> Verdict.reject(Reason.CONSTRAINT_VIOLATED);
            case "21", "22" -> Verdict.reject(Reason.DATA_REFUSED);
            case "42", "0A", "07", "26" -> Verdict.pause(Reason.WRONG_DIALECT);
            default -> null;
        };
    }

    private static boolean isMissing(int vendor) {
        return MISSING_BY_VENDOR.contains(vendor);
    }

    private static Optional<Outcome> type(SQLException sql) {
        if (sql instanceof SQLIntegrityConstraintViolationException) {
            return Optional.of(Verdict.reject(Reason.CONSTRAINT_VIOLATED));
        }
        if (sql instanceof SQLDataException) {
            return Optional.of(Verdict.reject(Reason.DATA_REFUSED));
        }
        if (sql instanceof SQLInvalidAuthorizationSpecException) {
            return Optional.of(Verdict.pause(Reason.UNAUTHORIZED));
        }
        if (sql instanceof SQLSyntaxErrorException || sql instanceof SQLFeatureNotSupportedException) {
            return Optional.of(
                    Verdict.pause(isMissing(sql.getErrorCode()) ? Reason.MISSING_TABLE : Reason.WRONG_DIALECT));
        }
        return Optional.empty();
    }

    /** The primary result code is in the low byte; the driver's extended codes keep it there. */
    private static Outcome sqlite(SQLiteException sqlite, AttemptEvidence evidence) {
        SQLiteErrorCode code = SQLiteErrorCode.getErrorCode(sqlite.getResultCode().code & 0xff);
        return switch (code) {
            case SQLITE_BUSY, SQLITE_LOCKED -> Verdict.plainRetry(Reason.LOCKED);
            case SQLITE_FULL, SQLITE_NOMEM -> Verdict.plainRetry(Reason.OUT_OF_RESOURCES);
            case SQLITE_READONLY -> Verdict.plainRetry(Reason.DATABASE_READONLY);
            case SQLITE_CANTOPEN -> Verdict.plainRetry(Reason.CONNECTION_FAILED);
            case SQLITE_CONSTRAINT -> Verdict.reject(Reason.CONSTRAINT_VIOLATED);
            case SQLITE_MISMATCH, SQLITE_TOOBIG -> Verdict.reject(Reason.DATA_REFUSED);
            case SQLITE_AUTH, SQLITE_PERM -> Verdict.pause(Reason.UNAUTHORIZED);
            case SQLITE_ERROR, SQLITE_RANGE -> Verdict.pause(sqliteStatement(sqlite));
            default -> Verdict.retry(Reason.DATABASE_ERROR, evidence);
        };
    }

    private static Reason sqliteStatement(SQLiteException sqlite) {
        String message = String.valueOf(sqlite.getMessage()).toLowerCase(Locale.ROOT);
        return message.contains("no such table")
                        || message.contains("no such column")
                        || message.contains("has no column")
                ? Reason.MISSING_TABLE
                : Reason.WRONG_DIALECT;
    }

    /** Spring's translation knows the codes of databases that give no useful state. */
    private Outcome spring(DataAccessException spring, Causes causes, AttemptEvidence evidence) {
        if (spring instanceof DataIntegrityViolationException) {
            return Verdict.reject(Reason.CONSTRAINT_VIOLATED);
        }
        if (spring instanceof BadSqlGrammarException) {
            return Verdict.pause(Reason.WRONG_DIALECT);
        }
        if (spring instanceof CannotGetJdbcConnectionException) {
            return Verdict.plainRetry(network.reason(causes).orElse(Reason.CONNECTION_FAILED));
        }
        return Verdict.retry(network.reason(causes).orElse(Reason.DATABASE_ERROR), evidence);
    }
}
