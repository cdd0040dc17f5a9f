#!/usr/bin/env node
// Stands in for the app in the tests of the local stack: they are about the stack, and need an app that dies on demand.
import http from "node:http";

const mode = process.env.FAKE_APP ?? "";
if (process.argv[2] === "pack") {
  console.log(`pack applied: ${process.argv[4]}`);
  process.exit(mode === "refuses-pack" ? 2 : 0);
}
if (mode === "dies-at-start") {
  console.error("no such setting");
  process.exit(9);
}
const url = new URL(process.env.ASPNETCORE_URLS);
http
  .createServer((request, answer) => {
    answer.end(JSON.stringify(process.env));
    if (request.url === "/die") process.exit(9);
  })
  .listen(url.port, url.hostname);
process.on("SIGTERM", () => process.exit(0));
