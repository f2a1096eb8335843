package io.panoptoupload.gateway.page;

import io.panoptoupload.gateway.security.Permissions;

import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** The login page; without inline style, which the content security policy refuses. */
@Controller
class LoginController {
    private final Permissions permissions;

    LoginController(Permissions permissions) {
        this.permissions = permissions;
    }

    @GetMapping("/login")
    String login(Model model) {
        model.addAttribute("passwords", permissions.hasUsers())
                .addAttribute("providers", permissions.providers());
        return "login";
    }
}
