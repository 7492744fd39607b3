/** The person at the page: questions wait here for a click or a key. */
import { signal } from "@preact/signals";
import type { HumanTurn } from "../../../agents/index.ts";
import { isLegal, type Json, type Observation } from "../../core/index.ts";

/** A turn that waits for the person. */
export interface Question extends HumanTurn {
  readonly observation: Observation;
}

/** Asks the person one question after the other. */
export class Person {
  /** The question to answer now. */
  readonly question = signal<Question | undefined>(undefined);
  private readonly waiting: { readonly question: Question; resolve(action: Json): void; reject(error: Error): void }[] = [];

  /** The port of the `human` agent. */
  readonly ask = (observation: Observation, turn: HumanTurn): Promise<Json> =>
    new Promise((resolve, reject) => {
      this.waiting.push({ question: { ...turn, observation }, resolve, reject });
      this.question.value = this.waiting[0]!.question;
    });

  /** Answers the question; illegal actions are ignored. */
  answer(action: Json): void {
    const first = this.waiting[0];
    if (first === undefined || !isLegal(first.question.legal, action)) return;
    this.waiting.shift();
    this.question.value = this.waiting[0]?.question;
    first.resolve(action);
  }

  /** Withdraws every question, as the person leaves the episode. */
  leave(): void {
    for (const { reject } of this.waiting.splice(0)) reject(new Error("the person left the episode"));
    this.question.value = undefined;
  }
}
