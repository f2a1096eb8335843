package io.panoptoupload.worker.source;

/** One object of a configured account. */
record S3Place(String account, String bucket, String key) {
    @Override
    public String toString() {
        return "s3://" + account + "/" + bucket + "/" + key;
    }
}
