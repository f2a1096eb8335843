package io.panoptoupload.gateway.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;
import org.springframework.security.oauth2.core.oidc.user.OidcUserAuthority;

import java.util.List;
import java.util.Map;

class ProviderRolesTest {
    @Test
    void only_what_the_claim_lists_and_is_a_role_counts() {
        assertThat(roles(List.of("operator", "admin", "SCOPE_x"), List.of()))
                .containsExactly("ROLE_operator");
        assertThat(roles("publisher", List.of())).containsExactly("ROLE_publisher");
        assertThat(roles(Map.of("operator", true), List.of())).isEmpty();
        assertThat(roles(17, List.of("viewer"))).containsExactly("ROLE_viewer");
    }

    private static List<String> roles(Object claim, List<String> everybodys) {
        OidcIdToken token =
                OidcIdToken.withTokenValue("t").subject("alice").claim("groups", claim).build();
        return new ProviderRoles(new AccessProperties.Oidc("groups", everybodys))
                .mapAuthorities(List.of(new OidcUserAuthority(token))).stream()
                        .map(GrantedAuthority::getAuthority)
                        .toList();
    }
}
