/** The watch page. */
import { render } from "preact";
import { App } from "./page/app.tsx";
import { Gallery } from "./page/gallery.tsx";
import { listen } from "./page/keys.ts";
import { messageOf } from "../core/index.ts";
import { askServed } from "./set-up/served-model.ts";
import { connect, quicken, say } from "./page/state.ts";
import { followTheme } from "./page/theme.ts";
import "./style.css";

// Uncaught errors are shown as well.
addEventListener("error", ({ message }) => say(message, true));
addEventListener("unhandledrejection", ({ reason }) => say(messageOf(reason), true));

followTheme();
await askServed();
connect();
listen(quicken);
render(
  <>
    <App />
    <Gallery />
  </>,
  document.getElementById("app")!,
);
