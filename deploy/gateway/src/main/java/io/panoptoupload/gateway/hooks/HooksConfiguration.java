package io.panoptoupload.gateway.hooks;

import io.micrometer.core.instrument.MeterRegistry;
import io.panoptoupload.gateway.api.Submissions;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;

import java.util.Objects;

/** The hooks, and who may call them: whoever knows a hook's secret, which each checks itself. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(HooksProperties.class)
class HooksConfiguration {
    /** Without a hook there is no controller, and the address is unknown. */
    @Bean
    Hooks hooks(HooksProperties properties, Submissions submissions, MeterRegistry meters) {
        boolean none = properties.zoom().secret() == null && properties.opencast().secret() == null;
        return new Hooks(
                properties,
                none ? Folders.NONE : Folders.read(Objects.requireNonNull(properties.mapping())),
                submissions::upload,
                meters);
    }

    /** Before the chain for people and tokens; a session or a login is of no use here. */
    @Bean
    @Order(0)
    SecurityFilterChain hooksFilterChain(HttpSecurity http) {
        return http.securityMatcher("/hooks/**")
                .csrf(csrf -> csrf.disable())
                .requestCache(cache -> cache.disable())
                .sessionManagement(
                        sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .authorizeHttpRequests(calls -> calls.anyRequest().permitAll())
                .build();
    }
}
