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

for (const attempt of [
  () => client.files.retrieve(file.id),
  () => client.chat.completions.create({ ...request, service_tier: "gold" }),
  () => new OpenAI({ apiKey: "wrong", maxRetries: 0 }).chat.completions.create(request),
]) {
  try {
    await attempt();
  } catch (error) {
    console.log("error:", error.status, error.param);
  }
}
