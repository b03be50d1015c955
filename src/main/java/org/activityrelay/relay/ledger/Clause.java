package org.activityrelay.relay.ledger;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** A piece of SQL with what its parameters are bound to. */
record Clause(String sql, List<Binding> bindings) {

    /** Binds one parameter. */
    interface Binding {
        void to(Parameters parameters) throws SQLException;
    }

    static Clause of(String sql, Binding... bindings) {
        return new Clause(sql, List.of(bindings));
    }

    Clause and(Clause more) {
        List<Binding> both = new ArrayList<>(bindings);
        both.addAll(more.bindings);
        return new Clause(sql + more.sql, both);
    }

    Clause and(String more) {
        return new Clause(sql + more, bindings);
    }

    /** The statement, ready to run. */
    Parameters prepare(Session session) throws SQLException {
        Parameters parameters = session.prepare(sql);
        for (Binding binding : bindings) {
            binding.to(parameters);
        }
        return parameters;
    }
}
