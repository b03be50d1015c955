package org.activityrelay.relay.ledger;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.UUID;

/** Binds the parameters of one statement from left to right. */
final class Parameters {

    private final PreparedStatement statement;
    private final boolean nativeIds;
    private int index;

    Parameters(PreparedStatement statement, boolean nativeIds) {
        this.statement = statement;
        this.nativeIds = nativeIds;
    }

    Parameters id(String id) throws SQLException {
        index++;
        if (nativeIds) {
            statement.setObject(index, id == null ? null : UUID.fromString(id), Types.OTHER);
        } else {
            statement.setString(index, id);
        }
        return this;
    }

    /** Text as every database can keep it: see {@link Text#clean}. */
    Parameters text(String text) throws SQLException {
        statement.setString(++index, Text.clean(text));
        return this;
    }

    Parameters number(long number) throws SQLException {
        statement.setLong(++index, number);
        return this;
    }

    Parameters number(Integer number) throws SQLException {
        index++;
        if (number == null) {
            statement.setNull(index, Types.INTEGER);
        } else {
            statement.setInt(index, number);
        }
        return this;
    }

    Parameters flag(boolean flag) throws SQLException {
        statement.setBoolean(++index, flag);
        return this;
    }

    Parameters bytes(byte[] bytes) throws SQLException {
        statement.setBytes(++index, bytes);
        return this;
    }

    /**
     * A column of values as one parameter (PostgreSQL).
     *
     * @param type name of the elements' type
     */
    Parameters array(String type, Object[] values) throws SQLException {
        statement.setArray(++index, statement.getConnection().createArrayOf(type, values));
        return this;
    }

    /** Ends one row of a batch. */
    void add() throws SQLException {
        statement.addBatch();
        index = 0;
    }

    /** Runs the batch; answers how many rows each of its members changed (or a negative number, if unknown). */
    int[] runBatch() throws SQLException {
        return statement.executeBatch();
    }

    void run() throws SQLException {
        statement.execute();
    }

    int update() throws SQLException {
        return statement.executeUpdate();
    }

    ResultSet query() throws SQLException {
        return statement.executeQuery();
    }
}
