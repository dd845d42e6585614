/**
 * Writes the types of what the API answers: `node api-types.mjs < openapi.json > src/api/schema.gen.ts`.
 * It knows the JSON Schema that our API is described in (OpenAPI 3.0), and no more; a test of the project holds
 * the written file to the API.
 */
import { text } from "node:stream/consumers";

const ROOTS = ["Catalogue", "Problem", "Programme", "Dashboard", "Overlay", "MeasuredLists", "WardDashboard"];
const SCALARS = { string: "string", integer: "number", number: "number", boolean: "boolean" };

const nameOf = (reference) => reference.split("/").at(-1);

function arrayOf(schema) {
  const item = typeOf(schema.items);
  if (schema.minItems !== undefined && schema.minItems === schema.maxItems) {
    return `[${Array(schema.minItems).fill(item).join(", ")}]`;
  }
  return /\W/.test(item) ? `(${item})[]` : `${item}[]`;
}

function bareTypeOf(schema) {
  if (schema.$ref) return nameOf(schema.$ref);
  if (schema.allOf?.length === 1) return typeOf(schema.allOf[0]);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  if (schema.type === "array") return arrayOf(schema);
  if (schema.type === "object") return `Record<string, ${typeOf(schema.additionalProperties ?? {})}>`;
  return SCALARS[schema.type] ?? "unknown";
}

function typeOf(schema) {
  return schema.nullable ? `${bareTypeOf(schema)} | null` : bareTypeOf(schema);
}

function interfaceOf(name, schema) {
  if (!schema.properties) return `export type ${name} = ${typeOf(schema)};`;
  const comment = schema.description ? [`/** ${schema.description.replaceAll(/\s+/g, " ")} */`] : [];
  const properties = Object.entries(schema.properties).map(
    ([property, value]) =>
      `  ${property}${schema.required?.includes(property) ? "" : "?"}: ${typeOf(value)};`,
  );
  return [...comment, `export interface ${name} {`, ...properties, "}"].join("\n");
}

function reachable(schemas, name, found = new Set()) {
  if (found.has(name)) return found;
  found.add(name);
  for (const [, reference] of JSON.stringify(schemas[name]).matchAll(/"\$ref":"([^"]+)"/g)) {
    reachable(schemas, nameOf(reference), found);
  }
  return found;
}

const { components } = JSON.parse(await text(process.stdin));
const names = new Set(ROOTS.flatMap((root) => [...reachable(components.schemas, root)]));
const written = [...names].sort().map((name) => interfaceOf(name, components.schemas[name]));
process.stdout.write(
  `${["/* Written by api-types.mjs from the API's own description: not by hand. */", ...written].join("\n\n")}\n`,
);
