/** The worker of the page. */
import * as Comlink from "comlink";
import { arenaService } from "./service.ts";

Comlink.expose(arenaService());
