declare module "comlink/dist/esm/node-adapter.mjs" {
  import type { Endpoint } from "comlink";
  import type { MessagePort, Worker } from "node:worker_threads";
  /** Makes a worker thread or a port of Node an endpoint. */
  export default function nodeEndpoint(port: Worker | MessagePort): Endpoint;
}
