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

for (const attempt of [
  () => client.chat.completions.create({ ...request, service_tier: "gold" }),
  () => new OpenAI({ apiKey: "wrong", maxRetries: 0 }).chat.completions.create(request),
]) {
  try {
    await attempt();
  } catch (error) {
    console.log("error:", error.status, error.param);
  }
}
