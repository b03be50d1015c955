package org.activityrelay.relay.console;

import org.activityrelay.relay.security.Caller;
import org.activityrelay.relay.security.ConsoleSessions;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;
import org.springframework.ui.ModelMap;

/** What is around every page: who is logged in, and in which time zone times are shown. */
@Component
class PageFrame {

    private final ConsoleSessions sessions;
    private final Clockface clockface;
    private final Assets assets;

    PageFrame(ConsoleSessions sessions, Clockface clockface, Assets assets) {
        this.sessions = sessions;
        this.clockface = clockface;
        this.assets = assets;
    }

    void put(ModelMap model) {
        Authentication who = SecurityContextHolder.getContext().getAuthentication();
        model.addAttribute("caller", who != null && who.getPrincipal() instanceof Caller caller ? caller : null);
        model.addAttribute("canLogOut", sessions.needsLogin());
        model.addAttribute("zone", clockface.zone().getId());
        model.addAttribute("version", assets.version());
    }
}
