package org.activityrelay.relay.check;

import org.apache.camel.model.language.ExpressionDefinition;

/** The language of an expression. */
final class Languages {

    private Languages() {}

    /** By its Camel name, also when written as {@code language: {language: …}}. */
    static String of(ExpressionDefinition expression) {
        ExpressionDefinition inner = expression;
        while (inner.getExpressionType() != null && inner.getExpressionType() != inner) {
            inner = inner.getExpressionType();
        }
        return inner.getLanguage() == null ? "" : inner.getLanguage();
    }
}
