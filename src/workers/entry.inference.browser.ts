/** The worker in which the students of a page live. */
import * as Comlink from "comlink";
import { browserRuntime } from "../platform/ort.browser.ts";
import { readStudent } from "../platform/students.browser.ts";
import { inferenceService } from "./inference.ts";
import { students } from "./students.ts";

Comlink.expose(inferenceService(students(readStudent, browserRuntime)));
