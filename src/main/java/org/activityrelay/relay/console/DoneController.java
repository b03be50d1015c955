package org.activityrelay.relay.console;

import org.activityrelay.relay.security.Caller;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** Shows what came of a form, however often it is looked at. */
@Controller
class DoneController {

    private final OnceOnly onceOnly;

    DoneController(OnceOnly onceOnly) {
        this.onceOnly = onceOnly;
    }

    @GetMapping("/done/{token}")
    String show(@PathVariable String token, Model model) {
        Object answer = onceOnly.answer(token, Caller.current()).orElse(null);
        if (answer instanceof Done done) {
            model.addAttribute("done", done);
            return "console/done";
        }
        if (answer instanceof ErasedPage page) {
            model.addAttribute("page", page);
            return "console/erased";
        }
        throw RefusedException.forgotten();
    }
}
