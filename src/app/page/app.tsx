/** The whole page. */
import type { ComponentType } from "preact";
import { useEffect, useErrorBoundary, useState } from "preact/hooks";
import { messageOf } from "../../core/index.ts";
import { openFile } from "../set-up/files.ts";
import { type Aside, aside, comparison, notice, playback, players, problem, say, setup, watchAddress } from "./state.ts";
import { worldOf } from "../../worlds.ts";
import { baseAddress, distilAddress, promptAddress } from "./address.ts";
import { evidenceAddress, glances } from "./evidence.ts";
import { BaseView } from "../functions/base-view.tsx";
import { Boards } from "../watch/boards.tsx";
import { CompareBar } from "../compare/compare-bar.tsx";
import { Reasons } from "../compare/reasons.tsx";
import { Inspector } from "../watch/inspector.tsx";
import { LineUpBar } from "../watch/line-up-bar.tsx";
import { Problem } from "./problem.tsx";
import { PromptView } from "../prompt/prompt-view.tsx";
import { SetupPanel } from "../set-up/setup-panel.tsx";
import { Tools } from "./tools.tsx";
import { Transport } from "../watch/transport.tsx";
import { Welcome } from "./welcome.tsx";
import { YourMove } from "../watch/your-move.tsx";

/** The page: the set-up, the board with its controls, and what can be known about the step on show. */
export function App() {
  const [broken] = useErrorBoundary() as [unknown, () => void];
  const comparing = comparison.value !== undefined;
  const failure: unknown = broken ?? playback.value?.failure.value;
  // Other pages and messages in place of the game have a heading of their own.
  const Title = aside.value === undefined && problem.value === undefined && failure === undefined ? "h1" : "p";
  return (
    <div
      class="page"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        const file = event.dataTransfer?.files[0];
        if (file !== undefined) void openFile(file);
      }}
    >
      {!comparing && aside.value === undefined && <Skip />}
      <header class="masthead">
        <a class="brand" href="./" aria-label="Logic Arena, start again">
          <Logo />
          <span>Logic Arena</span>
        </a>
        <Title class="tagline">
          {(aside.value === undefined ? players.value[0]?.env : worldOf(aside.value.env).env)?.title ?? "Watch agents decide"}
        </Title>
        <Pages />
        <Message />
        <Tools />
      </header>
      {aside.value === undefined && problem.value === undefined && <Welcome />}
      {problem.value !== undefined && (
        <main>
          <Problem text={problem.value} />
        </main>
      )}
      {failure !== undefined && <Problem text={messageOf(failure)} again />}
      <main
        class={comparing ? "arena comparing" : "arena"}
        hidden={problem.value !== undefined || broken !== undefined || aside.value !== undefined}
      >
        <div class="stage">
          {comparing ? <CompareBar /> : <LineUpBar />}
          <Boards />
          <YourMove />
          <Transport />
          {comparing && <Reasons />}
        </div>
        {!comparing && <Inspector />}
        <SetupPanel />
      </main>
      {aside.value !== undefined && broken === undefined && <Beside {...aside.value} />}
    </div>
  );
}

/** The first thing that the keyboard comes to: it leads past the set-up and the controls. */
function Skip() {
  return (
    <a
      class="skip"
      href="#tab-panel"
      onClick={(event) => {
        // The fragment of the address is that of the game.
        event.preventDefault();
        document.getElementById("tab-panel")?.focus();
      }}
    >
      Skip to the decision
    </a>
  );
}

/** The page that is shown in place of the episode. */
function Beside(page: Aside) {
  if (page.page === "functions") return <BaseView {...page} />;
  return page.page === "prompt" ? <PromptView key={page.env} env={page.env} /> : <Distil key={page.env} env={page.env} />;
}

/** The page on which students are made, loaded when it is first asked for. */
function Distil({ env }: { readonly env: string }) {
  const [View, setView] = useState<ComponentType<{ readonly env: string }>>();
  useEffect(
    () =>
      void import("../distil/distil-view.tsx").then(
        ({ DistilView }) => setView(() => DistilView),
        (error: unknown) => say(messageOf(error), true),
      ),
    [],
  );
  return View === undefined ? null : <View env={env} />;
}

/** Whether the documentation lies beside the pages, as `arena site` puts it there. */
declare const WITH_DOCS: boolean;

/** The links to the board, its function base, the prompts for it, its students, and the evidence on it. */
function Pages() {
  const env = aside.value?.env ?? setup.value.env;
  const here = aside.value?.page;
  const current = (page: string) => (here === page ? { "aria-current": "page" as const } : {});
  return (
    <nav class="pages" aria-label="Pages">
      {here !== undefined ? <a href={watchAddress()}>Watch</a> : <span aria-current="page">Watch</span>}
      <a href={baseAddress(env)} {...current("functions")}>
        Functions
      </a>
      <a href={promptAddress(env)} {...current("prompt")}>
        Prompt
      </a>
      <a href={distilAddress(env)} {...current("distil")}>
        Distil
      </a>
      {Object.hasOwn(glances, env) && (
        <a href={evidenceAddress(env)} title="How imitation and Logic Distillation were compared in this game, and what was found">
          Evidence
        </a>
      )}
      {WITH_DOCS && <a href="docs/README.html">Docs</a>}
    </nav>
  );
}

/** The message about what was just done, or refused. */
function Message() {
  const said = notice.value;
  return (
    <div class="message" role="status" aria-live="polite">
      {said !== undefined && (
        <p class={said.bad ? "said bad" : "said"}>
          <span>{said.text}</span>
          <button type="button" class="plain" aria-label="Dismiss the message" onClick={() => (notice.value = undefined)}>
            ×
          </button>
        </p>
      )}
    </div>
  );
}

function Logo() {
  return (
    <svg viewBox="0 0 32 32" width="26" height="26" aria-hidden="true">
      <rect width="32" height="32" rx="8" class="logo-ground" />
      <circle cx="16" cy="17" r="5" class="logo-middle" />
      <circle cx="16" cy="6.8" r="3.4" class="logo-around" />
      <circle cx="7.2" cy="22.6" r="3.4" class="logo-around" />
      <circle cx="24.8" cy="22.6" r="3.4" class="logo-around" />
    </svg>
  );
}
