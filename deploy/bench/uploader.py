"""Uploads one file with boto3: ENDPOINT BUCKET KEY FILE threads|sequential

sequential is the way of Panopto's own sample: parts of 5 MiB, one after another.
"""
import sys

import boto3
from boto3.s3.transfer import TransferConfig
from botocore.config import Config

endpoint, bucket, key, path, how = sys.argv[1:]
s3 = boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1",
                  config=Config(s3={"addressing_style": "path"}))
if how == "threads":
    part = 16 * 1024 * 1024
    s3.upload_file(path, bucket, key, Config=TransferConfig(
        multipart_threshold=part, multipart_chunksize=part, max_concurrency=4))
else:
    upload = s3.create_multipart_upload(Bucket=bucket, Key=key)["UploadId"]
    parts = []
    with open(path, "rb") as file:
        while block := file.read(5 * 1024 * 1024):
            number = len(parts) + 1
            tag = s3.upload_part(Bucket=bucket, Key=key, UploadId=upload,
                                 PartNumber=number, Body=block)["ETag"]
            parts.append({"PartNumber": number, "ETag": tag})
    s3.complete_multipart_upload(Bucket=bucket, Key=key, UploadId=upload,
                                 MultipartUpload={"Parts": parts})
