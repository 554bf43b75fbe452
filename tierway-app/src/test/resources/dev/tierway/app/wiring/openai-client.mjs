import { createReadStream, writeFileSync } from "node:fs";
import OpenAI from "openai";

const client = new OpenAI({ maxRetries: 0 });
const request = {
  model: "tiny",
  max_completion_tokens: 8,
  temperature: 0,
  messages: [{ role: "user", content: "Say hello." }],
};

const reply = await client.chat.completions.create({ ...request, service_tier: "priority" });
console.log("chat:", reply.service_tier);

let first;
let last;
for await (const chunk of await client.chat.completions.create({ ...request, service_tier: "flex", stream: true })) {
  first ??= chunk;
  last = chunk;
}
console.log("stream:", first.service_tier, last.tierway.tier_served);

for await (const model of client.models.list()) console.log("models:", model.id);

writeFileSync("in.jsonl", '{"custom_id":"first"}');
const file = await client.files.create({
  file: createReadStream("in.jsonl"),
  purpose: "batch",
  expires_after: { anchor: "created_at", seconds: 7200 },
});
console.log("file:", file.filename, file.purpose, file.bytes, file.expires_at - file.created_at);
const listed = [];
for await (const one of client.files.list({ limit: 1 })) listed.push(one.id);
console.log("listed:", listed.includes(file.id));
console.log("content:", await (await client.files.content(file.id)).text());
console.log("deleted:", (await client.files.delete(file.id)).deleted);

const lines = (count) =>
  Array.from({ length: count }, (_, i) =>
    JSON.stringify({ custom_id: `row-${i}`, method: "POST", url: "/v1/chat/completions", body: request }),
  ).join("\n");
const started = async (count) => {
  writeFileSync("lines.jsonl", lines(count));
  const input = await client.files.create({ file: createReadStream("lines.jsonl"), purpose: "batch" });
  return client.batches.create({
    input_file_id: input.id,
    endpoint: "/v1/chat/completions",
    completion_window: "24h",
    metadata: { name: "nightly" },
  });
};
const until = async (id, ...statuses) => {
  for (;;) {
    const found = await client.batches.retrieve(id);
    if (statuses.includes(found.status)) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
};

const batch = await started(3);
console.log("batch:", batch.status, batch.metadata.name);
const done = await until(batch.id, "completed", "failed", "expired");
console.log("batch:", done.status, done.request_counts.completed, done.usage.output_tokens > 0);
const results = (await (await client.files.content(done.output_file_id)).text()).trim().split("\n").map(JSON.parse);
console.log("results:", results.map((it) => it.custom_id).sort().join(), results[0].response.body.service_tier);
const long = await started(2000);
await client.batches.cancel(long.id);
console.log("batch:", (await until(long.id, "cancelled", "completed")).status);
const batches = [];
for await (const one of client.batches.list({ limit: 1 })) batches.push(one.id);
console.log("batches:", batches.join() === [long.id, batch.id].join());

const evaluation = await client.evals.create({
  name: "Greetings",
  data_source_config: { type: "custom", include_sample_schema: true, item_schema: { type: "object", required: ["name"] } },
  testing_criteria: [
    { type: "string_check", name: "match", input: "{{sample.output_text}}", reference: "{{item.name}}", operation: "ilike" },
  ],
});
const row = (name, output_text) => ({ item: { name }, sample: { output_text } });
const evaluate = (data_source) => client.evals.runs.create(evaluation.id, { name: "first", data_source });
const ended = async (id) => {
  for (;;) {
    const found = await client.evals.runs.retrieve(id, { eval_id: evaluation.id });
    if (["completed", "failed", "canceled"].includes(found.status)) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
};
const content = [row("Ada", "Hello ada!"), row("Grace", "Hello!"), row("Ada", "ADA")];
const graded = await evaluate({ type: "jsonl", source: { type: "file_content", content } });
const counts = (await ended(graded.id)).result_counts;
console.log("eval:", evaluation.object, counts.passed, counts.failed, counts.errored, counts.total);
const statuses = [];
for await (const one of client.evals.runs.outputItems.list(graded.id, { eval_id: evaluation.id, limit: 1 })) {
  statuses.push(one.status);
}
console.log("items:", statuses.join());
const asking = await evaluate({
  type: "completions",
  model: "tiny",
  source: { type: "file_content", content: Array.from({ length: 500 }, () => ({ item: { name: "Ada" } })) },
  input_messages: { type: "template", template: [{ role: "user", content: "Greet {{item.name}}." }] },
  sampling_params: { max_completion_tokens: 16 },
});
console.log("eval:", (await client.evals.runs.cancel(asking.id, { eval_id: evaluation.id })).status);
console.log("eval:", (await client.evals.runs.delete(asking.id, { eval_id: evaluation.id })).deleted);
console.log("eval:", (await client.evals.delete(evaluation.id)).object);

for (const attempt of [
  () => client.files.retrieve(file.id),
  () => client.chat.completions.create({ ...request, service_tier: "gold" }),
  () => client.evals.create({ data_source_config: { type: "custom", item_schema: {} }, testing_criteria: [] }),
  () => new OpenAI({ apiKey: "wrong", maxRetries: 0 }).chat.completions.create(request),
]) {
  try {
    await attempt();
  } catch (error) {
    console.log("error:", error.status, error.param);
  }
}
