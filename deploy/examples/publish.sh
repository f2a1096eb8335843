#!/bin/sh
# Publishes one lecture through the gateway and waits for what becomes of it: publish.sh GATEWAY KEY FOLDER_ID TITLE URI
#
# TOKEN is one of gateway.tokens.*, with a role that may publish. KEY is the recording's own id: under the same key the same
# lecture is one upload, however often it is sent. Others on this machine see URI among the arguments: not for presigned ones.
# Needs curl 7.84 or later, and jq.
set -eu
gateway=$1 key=$2 folder=$3 title=$4 uri=$5

# The token goes by standard input, since everybody on this machine can read arguments. What is passing (503, with
# Retry-After) is tried again.
call() {
    printf 'header = "Authorization: Bearer %s"\n' "$(printf %s "$TOKEN" | sed 's/["\\]/\\&/g')" |
        curl --config - --silent --show-error --fail-with-body --max-time 60 --retry 5 --retry-connrefused "$@"
}

request=$(jq --null-input --arg folder "$folder" --arg title "$title" --arg uri "$uri" \
    '{folderId: $folder, title: $title, streams: [{source: {uri: $uri}}]}')
answer=$(call --header 'Content-Type: application/json' --header "Idempotency-Key: $key" --data-raw "$request" \
    --write-out '\n%header{location}' "$gateway/api/v1/uploads") || { printf '%s\n' "$answer" >&2; exit 2; }
location=$(printf '%s\n' "$answer" | tail -n 1)

# Another gateway, or one that has just been started, may hear of the upload a moment later.
failures=0
while [ "$failures" -lt 60 ]; do
    if upload=$(call "$gateway$location"); then
        failures=0
        case $(printf %s "$upload" | jq --raw-output .state) in
            completed)
                printf %s "$upload" | jq --raw-output .viewerUrl
                exit 0
                ;;
            failed | cancelled | rejected)
                printf %s "$upload" | jq --raw-output '.error | "\(.code): \(.message)"' >&2
                exit 1
                ;;
        esac
    else
        failures=$((failures + 1))
    fi
    sleep 5
done
exit 2
