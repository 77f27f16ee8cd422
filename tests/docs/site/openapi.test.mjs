// The API for other tools, by a validator that others wrote.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { root } from "../blocks.mjs";

test("docs/public/openapi.json is OpenAPI 3.1", async () => {
  const entry = createRequire(join(root, "docs/package.json")).resolve("@seriousme/openapi-schema-validator");
  const { Validator } = await import(pathToFileURL(entry).href);
  const validator = new Validator();
  const document = JSON.parse(readFileSync(join(root, "docs/public/openapi.json"), "utf8"));
  const { valid, errors } = await validator.validate(document);
  assert.ok(valid, JSON.stringify(errors, undefined, 2));
  assert.equal(validator.version, "3.1");
  // It would say so.
  assert.equal((await new Validator().validate({ ...document, paths: { "/x": { get: { responses: 1 } } } })).valid, false);
});
