// The form of an operation, made from the dictionary (/api/v1/operations).

import { make } from "./parts.js";
import { word } from "./words.js";

/** Fields as controls; read() gives the payload. */
export function operationForm(fields, level = 0) {
  const readers = [];
  const controls = fields.map((field) => {
    const [control, read] = one(field, level);
    readers.push([field, read]);
    return control;
  });
  return {
    controls,
    read() {
      const payload = {};
      for (const [field, read] of readers) {
        const value = read();
        if (value !== undefined) {
          payload[field.name] = value;
        }
      }
      return Object.keys(payload).length === 0 && level > 0 ? undefined : payload;
    },
  };
}

function one(field, level) {
  const title = field.required ? field.name : `${field.name} (${word("optional")})`;
  if (field.many) {
    const text = make("textarea", { rows: 3, required: field.required, spellcheck: "false" });
    return [make("label", {}, `${title} – ${word("entries")}`, text), () => (text.value.trim() ? JSON.parse(text.value) : undefined)];
  }
  if (field.kind === "object") {
    const inner = operationForm(field.fields.map((part) => (field.required ? part : { ...part, required: false })), level + 1);
    return [make("fieldset", {}, make("legend", {}, title), inner.controls), inner.read];
  }
  if (field.words) {
    const select = make("select", { required: field.required },
      field.required ? [] : [make("option", { value: "" }, word("left"))],
      field.words.map((one) => make("option", { value: one }, one)));
    return [make("label", {}, title, select), () => select.value || undefined];
  }
  if (field.kind === "boolean") {
    const select = make("select", {},
      field.required ? [] : [make("option", { value: "" }, word("left"))],
      ["true", "false"].map((one) => make("option", { value: one }, one)));
    return [make("label", {}, title, select), () => (select.value ? select.value === "true" : undefined)];
  }
  const number = field.kind === "integer" || field.kind === "decimal";
  const input = make("input", {
    type: number ? "number" : "text",
    step: field.kind === "integer" ? "1" : number ? "any" : undefined,
    maxlength: field.maxLength,
    required: field.required,
    placeholder: field.kind === "time" ? new Date().toISOString().slice(0, 19) + "Z" : undefined,
  });
  return [make("label", {}, title, input), () => (input.value === "" ? undefined : number ? Number(input.value) : input.value)];
}
