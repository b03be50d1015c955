package org.activityrelay.relay.delivery.classifier;

import com.dashjoin.jsonata.JException;
import com.fasterxml.jackson.core.JacksonException;
import freemarker.core.ParseException;
import freemarker.template.TemplateException;
import freemarker.template.TemplateNotFoundException;
import java.util.Optional;
import org.activityrelay.relay.delivery.AttemptEvidence;
import org.activityrelay.relay.delivery.Outcome;
import org.activityrelay.relay.delivery.Reason;
import org.apache.camel.ExpressionEvaluationException;
import org.apache.camel.ExpressionIllegalSyntaxException;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.NoSuchHeaderException;
import org.apache.camel.NoSuchPropertyException;
import org.apache.camel.NoTypeConversionAvailableException;
import org.apache.camel.RuntimeExpressionException;
import org.apache.camel.TypeConversionException;
import org.apache.camel.ValidationException;

/** Mappings, templates and expressions: the same record fails the same way until somebody edits a file. */
final class MappingJudge implements Judge {

    @Override
    public Optional<Outcome> judge(Causes causes, AttemptEvidence evidence) {
        if (!isMapping(causes)) {
            return Optional.empty();
        }
        // What failed after an answer is perhaps the reading of it. A web page is no answer, whatever its status.
        if (HttpJudge.isHtml(evidence.answer())) {
            return Optional.of(Verdict.plainRetry(Reason.UNEXPECTED_HTML));
        }
        return Optional.of(Verdict.reject(evidence.isWritten() ? Reason.ANSWER_UNREADABLE : Reason.MAPPING_FAILED));
    }

    private static boolean isMapping(Causes causes) {
        return causes.has(JException.class, TemplateException.class, ParseException.class)
                || causes.has(TemplateNotFoundException.class, JacksonException.class)
                || causes.has(ExpressionEvaluationException.class, ExpressionIllegalSyntaxException.class)
                || causes.has(RuntimeExpressionException.class, ValidationException.class)
                || causes.has(InvalidPayloadException.class, NoTypeConversionAvailableException.class)
                || causes.has(TypeConversionException.class)
                || causes.has(NoSuchHeaderException.class, NoSuchPropertyException.class);
    }
}
