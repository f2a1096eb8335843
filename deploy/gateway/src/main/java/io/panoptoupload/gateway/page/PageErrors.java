package io.panoptoupload.gateway.page;

import io.panoptoupload.gateway.kafka.KafkaUnavailable;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;

import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.stereotype.Controller;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/** Errors for browsers; who asks for anything else gets a problem. */
final class PageErrors {
    private static final Logger log = LoggerFactory.getLogger(PageErrors.class);

    private PageErrors() {}

    private static ModelAndView page(HttpStatusCode status, @Nullable String detail) {
        HttpStatus known = HttpStatus.resolve(status.value());
        ModelAndView page = new ModelAndView("error-page", status);
        page.addObject("status", status.value());
        page.addObject("title", known == null ? "Error" : known.getReasonPhrase());
        page.addObject("detail", detail);
        return page;
    }

    private static ModelAndView page(HttpStatus status) {
        return page(
                status,
                switch (status) {
                    case NOT_FOUND -> "There is no such page.";
                    case FORBIDDEN ->
                            "Your role does not allow this, or the page that you came from is too old; go back, reload it, and try again.";
                    case INTERNAL_SERVER_ERROR ->
                            "Something is wrong with the gateway; its log has the details.";
                    default -> null;
                });
    }

    /** Of the pages themselves. */
    @Order(Ordered.HIGHEST_PRECEDENCE)
    @ControllerAdvice(basePackageClasses = PageErrors.class)
    static class OfPages {
        @ExceptionHandler
        ModelAndView failed(Exception fault) throws Exception {
            return switch (fault) {
                case ErrorResponse known ->
                        page(known.getStatusCode(), known.getBody().getDetail());
                case KafkaUnavailable away ->
                        page(HttpStatus.SERVICE_UNAVAILABLE, away.getMessage());
                case MethodArgumentTypeMismatchException _ -> page(HttpStatus.BAD_REQUEST);
                case AccessDeniedException denied -> throw denied;
                case InvalidParameterException malformed -> throw malformed;
                case RequestRejectedException malformed -> throw malformed;
                default -> {
                    log.error("a page failed", fault);
                    yield page(HttpStatus.INTERNAL_SERVER_ERROR);
                }
            };
        }
    }

    /** Of addresses under which there is nothing. */
    @Order(Ordered.HIGHEST_PRECEDENCE)
    @ControllerAdvice
    static class OfNothing {
        @ExceptionHandler
        ModelAndView absent(NoResourceFoundException fault, HttpServletRequest call)
                throws NoResourceFoundException {
            @Nullable String accepted = call.getHeader(HttpHeaders.ACCEPT);
            if (accepted == null
                    || !accepted.contains(MediaType.TEXT_HTML_VALUE)
                    || call.getServletPath().startsWith("/api/")) {
                throw fault;
            }
            return page(HttpStatus.NOT_FOUND);
        }
    }

    /** Of the server and of those who guard it. */
    @Controller
    static class OfServer {
        @RequestMapping(path = "/error", produces = MediaType.TEXT_HTML_VALUE)
        ModelAndView error(HttpServletRequest call) {
            Object code = call.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
            HttpStatus status = code instanceof Integer number ? HttpStatus.resolve(number) : null;
            return page(status == null ? HttpStatus.NOT_FOUND : status);
        }
    }
}
