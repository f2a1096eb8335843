package io.panoptoupload.simulator;

import java.util.List;

/**
 * Which part of a list is asked for. A client asks for page after page, until one is empty.
 *
 * @param number from 0
 * @param descending whether the order is reversed
 */
record Page(int number, boolean descending) {
    /** Panopto does not publish its own. */
    static final int SIZE = 25;

    static Page of(Exchange exchange, Json json) {
        String number = exchange.query("pageNumber");
        try {
            int page = number == null ? 0 : Integer.parseInt(number);
            if (page >= 0) {
                return new Page(page, "Desc".equalsIgnoreCase(exchange.query("sortOrder")));
            }
        } catch (NumberFormatException e) {
            throw json.refusal(400, "pageNumber must be a number from 0.");
        }
        throw json.refusal(400, "pageNumber must be a number from 0.");
    }

    <T> List<T> of(List<T> all) {
        List<T> ordered = descending ? all.reversed() : all;
        return ordered.stream().skip((long) number * SIZE).limit(SIZE).toList();
    }
}
