/** Decisions as chats, for whoever fine-tunes a language model (TRL, OpenAI): one JSON object a line. */
import type { Lessons } from "../student/course.ts";

type Chat = { readonly messages: readonly { readonly role: "system" | "user" | "assistant"; readonly content: string }[] };

const chat = (system: string, user: string, assistant: string): Chat => ({
  messages: [
    { role: "system", content: system },
    { role: "user", content: user },
    { role: "assistant", content: assistant },
  ],
});

/** The chats of lessons: for every candidate a question answered by yes or no, or for every state its action. */
export function* chatsOf(lessons: Lessons): Generator<Chat> {
  if (lessons.kind === "kd") {
    for (const { state, answer } of lessons.moves) yield chat("Answer with the action.", state, answer);
    return;
  }
  for (const { state, right, candidates } of lessons.choices)
    for (const name of new Set([right, ...candidates])) {
      const { text } = lessons.manuals[name]!;
      yield chat(
        "Does the function suit the state? Answer yes or no.",
        `State: ${state}\nFunction: ${text}`,
        name === right ? "yes" : "no",
      );
    }
}
