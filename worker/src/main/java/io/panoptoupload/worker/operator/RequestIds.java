package io.panoptoupload.worker.operator;

import io.panoptoupload.worker.request.RequestCheck;

import picocli.CommandLine;

/** Takes a word of the command line for a request id, if it can be one. */
final class RequestIds implements CommandLine.ITypeConverter<String> {
    @Override
    public String convert(String word) {
        if (!RequestCheck.isRequestId(word)) {
            throw new CommandLine.TypeConversionException(
                    "'%s' is no request id; allowed: 1 to 200 visible ASCII characters"
                            .formatted(word));
        }
        return word;
    }
}
