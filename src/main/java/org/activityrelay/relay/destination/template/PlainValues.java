package org.activityrelay.relay.destination.template;

import freemarker.template.Configuration;
import freemarker.template.DefaultObjectWrapper;
import freemarker.template.TemplateModel;
import freemarker.template.TemplateModelException;

/** Lets templates see maps, lists, text, numbers and flags, and refuses any other Java object. */
final class PlainValues extends DefaultObjectWrapper {

    PlainValues() {
        super(Configuration.VERSION_2_3_34);
        setExposureLevel(EXPOSE_NOTHING);
    }

    @Override
    protected TemplateModel handleUnknownType(Object value) throws TemplateModelException {
        throw new TemplateModelException(
                "templates see plain values only, not " + value.getClass().getName());
    }
}
