// Validates the HTML on standard input: one line for each mistake, and exit code 1 when there is one.
import { FileSystemConfigLoader, HtmlValidate } from "html-validate";
import { readFileSync } from "node:fs";

const config = JSON.parse(readFileSync(new URL(".htmlvalidate.json", import.meta.url), "utf8"));
const validator = new HtmlValidate(new FileSystemConfigLoader(config));
const report = await validator.validateString(readFileSync(0, "utf8"), "mail.html");
for (const { messages } of report.results)
  for (const { line, column, ruleId, message } of messages)
    console.log(`${line}:${column}: ${message} (${ruleId})`);
process.exitCode = report.valid ? 0 : 1;
