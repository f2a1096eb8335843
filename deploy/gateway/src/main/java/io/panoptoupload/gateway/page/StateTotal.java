package io.panoptoupload.gateway.page;

import io.panoptoupload.gateway.view.UploadState;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** How many uploads are in a state. */
record StateTotal(String name, String text, int count) {

    static List<StateTotal> of(Map<UploadState, Integer> counts) {
        return Arrays.stream(UploadState.values())
                .map(state ->
                        new StateTotal(
                                state.wireName(),
                                UploadRow.text(state),
                                counts.getOrDefault(state, 0)))
                .toList();
    }
}
