#!/usr/bin/env python3
"""Publishes one lecture: publish.py BROKERS REQUEST_ID FOLDER_ID TITLE URI...

Needs confluent-kafka (python3-confluent-kafka in Debian). The first URI is the camera, the others are screens.
"""
import json
import sys

from confluent_kafka import Producer

brokers, request_id, folder_id, title, *uris = sys.argv[1:]
request = {
    "requestId": request_id,
    "folderId": folder_id,
    "title": title,
    "streams": [
        {"role": "primary" if i == 0 else "secondary", "source": {"uri": uri}}
        for i, uri in enumerate(uris)
    ],
    # comes back in every event
    "extensions": {"sender": "publish.py"},
}

failures = []
producer = Producer({"bootstrap.servers": brokers, "enable.idempotence": True})
producer.produce(
    "panopto.upload.requests",
    key=request_id,
    value=json.dumps(request),
    on_delivery=lambda error, _: failures.append(error) if error else None,
)
# Only now is the request durable: without this the process may end before anything was sent.
undelivered = producer.flush(60)
if failures or undelivered:
    sys.exit(f"not published: {failures[0] if failures else 'no broker answered within a minute'}")
