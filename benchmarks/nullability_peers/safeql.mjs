// What SafeQL says of statements: node safeql.mjs FOLDER URL < [{name, sql}] > {name: {column: nullable} | "why not"}
// FOLDER is where npm put @ts-safeql/eslint-plugin. The plugin exports only the ESLint rule, so this makes a copy
// of its worker that gives the generator behind the rule instead of waiting for ESLint's messages.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { createRequire } from "node:module";

const [folder, url] = process.argv.slice(2);
const workers = join(folder, "node_modules/@ts-safeql/eslint-plugin/dist/workers");
const copy = join(workers, "generator.mjs");
const worker = readFileSync(join(workers, "check-sql.worker.mjs"), "utf8");
writeFileSync(copy, worker.replace("runAsWorker(handler);", "export { createGenerator };"));
const { createGenerator } = await import(pathToFileURL(copy).href);
const postgres = createRequire(copy)("postgres");

const nullable = (type) =>
  type.kind === "union"
    ? type.value.some(nullable)
    : type.kind === "type" && ["null", "any", "unknown"].includes(type.value);

const sql = postgres(url, { max: 1, onnotice: () => {} });
const generator = createGenerator();
const verdicts = {};
for (const { name, sql: text } of JSON.parse(readFileSync(0, "utf8"))) {
  try {
    const result = await generator.generate({
      sql,
      query: { text, sourcemaps: [] },
      cacheKey: "battery",
      fieldTransform: undefined,
    });
    verdicts[name] =
      result._tag === "Left"
        ? String(result.left.message)
        : Object.fromEntries((result.right.output?.value ?? []).map(([column, type]) => [column, nullable(type)]));
  } catch (error) {
    verdicts[name] = String(error);
  }
}
await sql.end();
process.stdout.write(JSON.stringify(verdicts));
