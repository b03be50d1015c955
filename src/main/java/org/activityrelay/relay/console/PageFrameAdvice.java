package org.activityrelay.relay.console;

import org.springframework.ui.Model;
import org.springframework.ui.ModelMap;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;

/** Puts the frame around every page of the console. */
@ControllerAdvice(basePackageClasses = PageFrameAdvice.class)
class PageFrameAdvice {

    private final PageFrame frame;

    PageFrameAdvice(PageFrame frame) {
        this.frame = frame;
    }

    @ModelAttribute
    void frame(Model model) {
        ModelMap values = new ModelMap();
        frame.put(values);
        model.addAllAttributes(values);
    }
}
