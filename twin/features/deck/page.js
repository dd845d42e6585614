"use strict";
const read = (id) => JSON.parse(document.getElementById(id).textContent);
const catalogue = read("catalogue");
const layers = new Map(catalogue.layers.map((layer) => [layer.id, layer]));
const parts = new Map();
for (const layer of catalogue.layers)
  for (const entry of layer.legend) parts.set(entry.id, { layer, entry, data: read(entry.id) });

const element = (tag, className, ...children) => {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...children);
  return made;
};
const both = (text) => (text.vi === text.en ? [text.vi] : [text.vi, " ", element("span", "en", text.en)]);
const escaped = (text) => element("i", "", String(text)).innerHTML;
const number = new Intl.NumberFormat("vi-VN", { maximumFractionDigits: 6 });

const deck = createDeck({ container: document.getElementById("map"), jsonInput: read("deck"), tooltip: false });
const draw = () =>
  deck.setProps({
    // A drawn layer is called `layer:line-of-the-legend`, its casing that and `:casing`, its labels `layer:names`.
    layers: deck.props.layers.map((drawn) => {
      const [layer, line] = drawn.id.split(":");
      const data = parts.get(`${layer}:${line}`)?.data ?? drawn.props.data;
      return drawn.clone({ data, visible: layers.get(layer).visible });
    }),
  });

const words = (field, value) => {
  if (field.choices[value]) return field.choices[value].vi;
  if (field.kind === "boolean") return value ? "Có" : "Không";
  if (field.kind === "date") return value.split("-").reverse().join("/");
  if (field.kind === "number") return number.format(value) + (field.unit ? " " + field.unit : "");
  if (field.kind === "integer") return value + (field.unit ? " " + field.unit : "");
  return value;
};
const tooltip = ({ object, layer: drawn }) => {
  if (!object) return null;
  const { layer, entry } = parts.get(drawn.id);
  const values = object.properties;
  const rows = Object.entries(layer.fields)
    .filter(([name]) => name !== layer.title_field)
    .map(([name, field]) => [field.label.vi, name in values ? words(field, values[name]) : "chưa rõ"]);
  const title = values[layer.title_field] ?? layer.title.vi;
  const cells = rows.map((row) => `<tr>${row.map((cell) => `<td>${escaped(cell)}</td>`).join("")}</tr>`).join("");
  return {
    className: "tip",
    html: `<b>${escaped(title)}</b>${escaped(layer.title.vi)} · ${escaped(entry.label.vi)}<table>${cells}</table>`,
    style: { background: "#212529", color: "#fff", borderRadius: "8px", padding: "8px 12px", fontSize: "13px" },
  };
};

const swatch = (entry) => {
  const made = element("span", `swatch ${entry.symbol}`);
  if (entry.symbol === "line") made.style.borderTop = `${Math.max(2, entry.width)}px solid ${entry.colour}`;
  else made.style.background = entry.colour;
  if (entry.symbol === "polygon") {
    made.style.opacity = Math.max(entry.opacity, 0.35);
    made.style.borderColor = entry.outline ?? entry.colour;
  }
  return made;
};
const row = (layer) => {
  const box = element("input");
  box.type = "checkbox";
  box.checked = layer.visible;
  box.dataset.layer = layer.id;
  const count = element("span", "count", number.format(layer.count));
  const lines = layer.legend.map((entry) => element("li", "", swatch(entry), element("span", "", ...both(entry.label))));
  const made = element("div", "layer", element("label", "", box, element("span", "", ...both(layer.title)), count),
    element("ul", "", ...lines));
  made.classList.toggle("on", layer.visible);
  box.addEventListener("change", () => {
    layer.visible = box.checked;
    made.classList.toggle("on", layer.visible);
    draw();
  });
  return made;
};

document.querySelector("h1").append(catalogue.title.vi, element("span", "en", catalogue.title.en));
if (catalogue.notice) {
  const notice = document.querySelector(".notice");
  notice.append(catalogue.notice.vi, element("br"), element("span", "en", catalogue.notice.en));
  notice.hidden = false;
}
for (const group of catalogue.groups) {
  const rows = catalogue.layers.filter((layer) => layer.group === group.id).map(row);
  if (rows.length) document.getElementById("layers").append(element("h2", "", ...both(group.title)), ...rows);
}
const sources = catalogue.sources.length ? `Nguồn / Sources: ${catalogue.sources.join("; ")}. ` : "";
const moment = catalogue.exported_at ? `Xuất lúc / Exported at ${new Date(catalogue.exported_at).toLocaleString("vi-VN")}.` : "";
document.querySelector("footer").append(sources, moment);
deck.setProps({ getTooltip: tooltip });
draw();
