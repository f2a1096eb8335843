package io.panoptoupload.gateway.page;

import io.panoptoupload.gateway.api.ListQuery;
import io.panoptoupload.gateway.view.Uploads;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.time.InstantSource;
import java.time.ZoneId;

/** What the page is made of. */
@Configuration(proxyBeanMethods = false)
class PageConfiguration {
    /**
     * Times as shown.
     *
     * @param zone in which a day begins and ends; the machine's if it is empty
     */
    @Bean
    Times times(@Value("${worker.time-zone:}") String zone) {
        return new Times(InstantSource.system(), zone(zone));
    }

    @Bean
    VisiblePages visiblePages() {
        return new VisiblePages();
    }

    @Bean
    ListQuery pageQuery(@Value("${worker.time-zone:}") String zone) {
        return new ListQuery(zone(zone));
    }

    @Bean
    FailedUploads failedUploads(Uploads uploads) {
        return new FailedUploads(uploads);
    }

    private static ZoneId zone(String name) {
        return name.isEmpty() ? ZoneId.systemDefault() : ZoneId.of(name);
    }
}
