/** The watch page. */
import { render } from "preact";
import { App } from "./components/app.tsx";
import { listen } from "./keys.ts";
import { connect, quicken } from "./state.ts";
import { followTheme } from "./theme.ts";
import "./style.css";

followTheme();
connect();
listen(quicken);
render(<App />, document.getElementById("app")!);
