// Publishes one lecture: node publish.js BROKERS REQUEST_ID FOLDER_ID TITLE URI...
// Needs kafkajs (npm install kafkajs). The first URI is the camera, the others are screens.
const { Kafka, logLevel } = require("kafkajs");

const [brokers, requestId, folderId, title, ...uris] = process.argv.slice(2);

async function publish() {
  const request = {
    requestId,
    folderId,
    title,
    streams: uris.map((uri, i) => ({ role: i === 0 ? "primary" : "secondary", source: { uri } })),
    // comes back in every event
    extensions: { sender: "publish.js" },
  };
  const kafka = new Kafka({ clientId: "publish.js", brokers: brokers.split(","), logLevel: logLevel.ERROR });
  const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1 });
  await producer.connect();
  try {
    // Durable once this has returned: an idempotent producer waits for all replicas.
    await producer.send({
      topic: "panopto.upload.requests",
      messages: [{ key: requestId, value: JSON.stringify(request) }],
    });
  } finally {
    await producer.disconnect();
  }
}

publish().catch((error) => {
  console.error(`not published: ${error.message}`);
  process.exitCode = 1;
});
