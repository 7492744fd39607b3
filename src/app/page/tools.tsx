/** What can be done with the page as a whole: change its theme, copy its address. */
import { copyAddress, theme } from "./state.ts";
import { switchTheme } from "./theme.ts";
import "./tools.css";

/** Two small buttons at the end of the masthead. */
export function Tools() {
  const dark = theme.value === "dark";
  return (
    <div class="tools">
      <button
        type="button"
        aria-label="Copy a link to what is on show"
        title="Copy a link to what is on show"
        onClick={() => void copyAddress()}
      >
        <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true">
          <path d="M8.5 11.5l3-3M9 6l1.6-1.6a3.4 3.4 0 0 1 4.9 4.9L14 11M11 14l-1.6 1.6a3.4 3.4 0 0 1-4.9-4.9L6 9" />
        </svg>
      </button>
      <button type="button" aria-label="Dark theme" aria-pressed={dark} title={dark ? "Light theme" : "Dark theme"} onClick={switchTheme}>
        <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true">
          {dark ? (
            <path d="M10 6.5a3.5 3.5 0 1 0 0 7a3.5 3.5 0 0 0 0-7M10 2v1.6M10 16.4V18M2 10h1.6M16.4 10H18M4.3 4.3l1.2 1.2M14.5 14.5l1.2 1.2M4.3 15.7l1.2-1.2M14.5 5.5l1.2-1.2" />
          ) : (
            <path d="M16.5 12A7 7 0 0 1 8 3.5a7 7 0 1 0 8.5 8.5" />
          )}
        </svg>
      </button>
    </div>
  );
}
