"use strict";
const root = document.documentElement;
const systemDark = matchMedia("(prefers-color-scheme: dark)");
const WIDE = {{ wide }};
const PAPER = 660; // pixels that fit a printed page
let plotly = null;
let printing = false;

function kept(name) { try { return localStorage.getItem("wattstreet-" + name); } catch { return null; } }
function keep(name, value) { try { localStorage.setItem("wattstreet-" + name, value); } catch { /* a file opened from disk may keep nothing */ } }

function isDark() {
  if (printing) return false;
  const chosen = root.dataset.theme;
  return chosen === "dark" || (chosen !== "light" && systemDark.matches);
}

async function unpack() {
  const packed = Uint8Array.from(atob(document.getElementById("plotly").textContent), (one) => one.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  const script = document.createElement("script");
  script.textContent = await new Response(stream).text();
  document.head.append(script);
  return window.Plotly;
}

function specOf(plot) {
  const narrow = widthOf(plot) < WIDE ? plot.querySelector("script.narrow") : null;
  const text = (narrow ?? plot.querySelector("script.wide")).textContent;
  const spec = isDark() ? text.replace(/#[0-9a-f]{6}/gi, (hex) => DARK[hex.toLowerCase()] ?? hex) : text;
  return { key: isDark() + " " + widthOf(plot), spec: JSON.parse(spec) };
}

function widthOf(plot) { return printing ? PAPER : plot.clientWidth; }

async function draw(plot) {
  if (!plot.clientWidth) return;
  const { key, spec } = specOf(plot);
  if (plot.dataset.drawn === key) return;
  plot.dataset.drawn = key;
  plotly ??= unpack();
  const figure = plot.querySelector(".figure") ?? plot.appendChild(Object.assign(document.createElement("div"), { className: "figure" }));
  plot.style.minHeight = spec.layout.height + "px";
  const config = { displayModeBar: false, responsive: false, scrollZoom: false, doubleClick: false, showTips: false };
  spec.layout.dragmode = false;
  spec.layout.width = widthOf(plot);
  await (await plotly).newPlot(figure, spec.data, spec.layout, config);
  figure.querySelectorAll("svg").forEach((svg) => svg.setAttribute("aria-hidden", "true"));
}

function shown() { return [...document.querySelectorAll(".edition:not([hidden]) .plot")]; }

// one after the other, so that the page stays quick to the touch; all of them, so that it prints whole
let turn = 0;
async function redraw() {
  if (typeof DecompressionStream === "undefined") return;
  const mine = ++turn;
  for (const plot of shown()) {
    if (mine !== turn) return;
    await draw(plot);
    await new Promise((done) => setTimeout(done));
  }
  if (mine === turn) root.dataset.drawn = "true";
}

function speak(language) {
  const editions = [...document.querySelectorAll(".edition")];
  const chosen = editions.find((one) => one.dataset.language === language) ?? editions[0];
  const anchor = location.hash.replace(/^#[a-z]+-/, "#" + chosen.dataset.language + "-");
  for (const one of editions) one.hidden = one !== chosen;
  root.lang = chosen.lang;
  document.title = chosen.dataset.title;
  if (location.hash && anchor !== location.hash) history.replaceState(null, "", anchor);
  redraw();
}

function paint(theme) {
  if (theme === "light" || theme === "dark") root.dataset.theme = theme; else delete root.dataset.theme;
  for (const button of document.querySelectorAll("button[data-theme]"))
    button.setAttribute("aria-pressed", String(button.dataset.theme === (root.dataset.theme ?? "auto")));
  redraw();
}

for (const button of document.querySelectorAll("button[data-language]"))
  button.addEventListener("click", () => {
    keep("language", button.dataset.language);
    speak(button.dataset.language);
    document.querySelector(`.edition:not([hidden]) button[data-language="${button.dataset.language}"]`).focus();
  });
for (const button of document.querySelectorAll("button[data-theme]"))
  button.addEventListener("click", () => { keep("theme", button.dataset.theme); paint(button.dataset.theme); });

if (typeof DecompressionStream === "undefined")
  for (const notice of document.querySelectorAll(".too-old")) notice.hidden = false;
systemDark.addEventListener("change", redraw);
let waiting = 0;
addEventListener("resize", () => { clearTimeout(waiting); waiting = setTimeout(redraw, 150); });
addEventListener("beforeprint", () => { printing = true; shown().forEach(draw); });
addEventListener("afterprint", () => { printing = false; redraw(); });

const asked = location.hash.slice(1).split("-")[0];
const spoken = [...document.querySelectorAll(".edition")].map((one) => one.dataset.language);
speak(spoken.includes(asked) ? asked : kept("language") ?? (navigator.language.startsWith("zh") ? "zh" : spoken[0]));
paint(kept("theme") ?? "auto");
if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
