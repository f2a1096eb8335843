"""Uploads one video to Panopto with boto3: uploader.py BASE_URL CA_FILE FOLDER VIDEO sdk|old-signature

sdk            the settings that a new SDK has by itself (boto3 from 1.36): checksums in the trailer of a body in
               aws-chunked framing. An older boto3 does the same when it is asked to, which is done here.
old-signature  signature version 2 ("s3"), which sends the bytes and nothing else.

Prints what became of it, as JSON.
"""
import json
import ssl
import sys
import time
import urllib.parse
import urllib.request
import zlib

import boto3
import botocore
from botocore.config import Config

PART_BYTES = 5 * 1024 * 1024
MAX_POLLS = 100

base_url, ca_file, folder, video, mode = sys.argv[1:]
tls = ssl.create_default_context(cafile=ca_file)


def http(method, path, body, headers):
    request = urllib.request.Request(base_url + path, data=body, headers=headers, method=method)
    with urllib.request.urlopen(request, context=tls, timeout=20) as response:
        return json.load(response)


def token():
    form = {
        "grant_type": "password",
        "username": "demo-user",
        "password": "demo-password",
        "client_id": "demo-client",
        "client_secret": "demo-secret",
        "scope": "openid api",
    }
    body = urllib.parse.urlencode(form).encode()
    return http("POST", "/Panopto/oauth2/connect/token", body, {})["access_token"]


def rest(method, path, body=None):
    headers = {"Authorization": "Bearer " + access_token, "Content-Type": "application/json"}
    data = None if body is None else json.dumps(body).encode()
    return http(method, "/Panopto/PublicAPI/REST/" + path, data, headers)


def s3():
    config = Config(signature_version="s3") if mode == "old-signature" else Config()
    return boto3.session.Session().client(
        "s3",
        endpoint_url=endpoint,
        region_name="us-east-1",
        verify=ca_file,
        aws_access_key_id="any",
        aws_secret_access_key="any",
        config=config,
    )


def asks_for_checksums():
    version = tuple(int(number) for number in botocore.__version__.split(".")[:2])
    return mode == "sdk" and version < (1, 36)


def send(name, content):
    checksum = {"ChecksumAlgorithm": "CRC32"} if asks_for_checksums() else {}
    target = {"Bucket": bucket, "Key": prefix + "/" + name}
    upload_id = client.create_multipart_upload(**target, **checksum)["UploadId"]
    parts = []
    for start in range(0, len(content), PART_BYTES):
        number = len(parts) + 1
        part = client.upload_part(
            **target,
            **checksum,
            UploadId=upload_id,
            PartNumber=number,
            Body=content[start : start + PART_BYTES],
        )
        parts.append({"PartNumber": number, "ETag": part["ETag"]})
    client.complete_multipart_upload(**target, UploadId=upload_id, MultipartUpload={"Parts": parts})


def manifest(file_name, content):
    return """<?xml version="1.0" encoding="utf-8"?>
<Session xmlns="http://tempuri.org/UniversalCaptureSpecification/v1">
<Title>Uploaded with boto3</Title>
<Videos><Video><Start>PT0S</Start><File Checksum="%08x">%s</File><Type>Primary</Type></Video></Videos>
</Session>
""" % (zlib.crc32(content), file_name)


access_token = token()
upload = rest("POST", "sessionUpload", {"FolderId": folder})
endpoint, bucket, prefix = upload["UploadTarget"].rsplit("/", 2)
client = s3()
with open(video, "rb") as file:
    recording = file.read()
send("lecture.mp4", recording)
send("manifest.xml", manifest("lecture.mp4", recording).encode())
rest("PUT", "sessionUpload/" + upload["ID"], {**upload, "State": 1})
for _ in range(MAX_POLLS):
    upload = rest("GET", "sessionUpload/" + upload["ID"])
    if upload["State"] not in (1, 3):
        break
    time.sleep(0.1)
print(json.dumps({"boto3": boto3.__version__, "id": upload["ID"], "state": upload["State"], "message": upload["Message"]}))
