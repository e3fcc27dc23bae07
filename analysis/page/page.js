"use strict";
(() => {
  const $ = (what) => document.querySelector(what), $$ = (what, of = document) => [...of.querySelectorAll(what)];
  const byId = (id) => document.getElementById(id), aim = (way) => byId(way.getAttribute("href").slice(1));
  const make = (name, text, set = {}) => Object.assign(document.createElement(name), { textContent: text, ...set });
  const words = (one, name) => (one.dataset[name] || "").split(" ").filter(Boolean);
  const said = JSON.parse($("#said").textContent), box = $("#box"), grid = $("#grid"), panel = $("#chosen"), who = $("#who");
  document.documentElement.classList.add("js");

  // whatever a link leads to is opened
  const open = (one) => { for (let at = one; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true; };
  const opened = () => { if (location.hash.length > 1) open(byId(location.hash.slice(1))); };
  document.addEventListener("click", (event) => { const way = event.target.closest('a[href^="#"]'); if (way) open(aim(way)); });
  addEventListener("hashchange", opened);
  opened();
  if (!box) return;

  // zoom: the lanes both ways, the bands and the clock across, the names downwards
  const [wide, high, left, top, bands, clock] = box.dataset.size.split(" ").map(Number), picture = box.parentElement;
  const [NARROWEST, MOST, STEP, NAME] = [896, 8, 1.5, 13];  // pixels; times; times; the height of a name, in units of the picture
  const half = (text) => [...text].reduce((sum, sign) => sum + (sign > "\u02ff" ? 5 : 2.9), 0);  // as wide as that, in these units
  const strip = (name) => $(`#t-${name}`), inside = (name) => [...strip(name).children].filter((one) => one.tagName === "g");
  let k = 1, base = 1;
  const thin = (parts) => {  // of words in one line that would lie on each other, each is left out that has no room
    const end = new Map();
    for (const g of parts) {
      const text = g.dataset.x && g.querySelector("text");
      if (!text) continue;
      const x = (g.dataset.x - left) * k, wing = half(text.textContent), line = Math.round(g.dataset.y), fits = x - wing >= (end.get(line) ?? -99);
      g.style.display = fits ? "" : "none";
      if (fits) end.set(line, x + wing + 4);
    }
  };
  const lay = () => {
    base = Math.max(box.clientWidth, NARROWEST) / (left + wide);
    Object.assign(grid.style, { minWidth: 0, width: `${(left + wide * k) * base}px`, gridTemplateColumns: `${left * base}px ${wide * k * base}px` });
    for (const [name, tall, at] of [["bands", bands, top - bands], ["clock", clock, top + high]]) {
      strip(name).setAttribute("viewBox", `${left} ${at} ${wide * k} ${tall}`);
      for (const g of inside(name)) {
        g.setAttribute("transform", g.dataset.x ? `translate(${(g.dataset.x - left) * (k - 1)} 0)` : `matrix(${k} 0 0 1 ${left * (1 - k)} 0)`);
      }
      thin(inside(name));
    }
    strip("names").setAttribute("viewBox", `0 ${top} ${left} ${high * k}`);
    let last = -NAME;
    for (const g of inside("names")) {
      const at = g.dataset.y && (g.dataset.y - top) * k, fits = !g.dataset.b || !at || at === last || at - last >= NAME;
      g.setAttribute("transform", g.dataset.y ? `translate(0 ${at - g.dataset.y + top})` : `matrix(1 0 0 ${k} 0 ${top * (1 - k)})`);
      g.style.display = fits ? "" : "none";
      if (g.dataset.b && at && fits) last = at;
    }
    box.classList.toggle("tall", bands * base > box.clientHeight * 0.4);
  };
  const zoom = (to, x = box.clientWidth / 2, y = box.clientHeight / 2) => {  // what lies at x and y stays there
    const [edge, over] = [left * base, bands * base], least = Math.min(1, (box.clientWidth - edge) / (wide * base));
    const [across, down] = [(box.scrollLeft + x - edge) / k, (box.scrollTop + y - over) / k];
    k = Math.max(least, Math.min(MOST, to));
    lay();
    box.scrollTo(across * k - x + edge, down * k - y + over);
  };
  const fit = () => { zoom(1); box.scrollTo(0, 0); };
  Object.assign($("#in"), { onclick: () => zoom(k * STEP) });
  Object.assign($("#out"), { onclick: () => zoom(k / STEP) });
  Object.assign($("#fit"), { onclick: fit });
  addEventListener("resize", () => { if (!matchMedia("print").matches) lay(); });
  const place = (x, y) => { const at = box.getBoundingClientRect(); return [x - at.left, y - at.top]; };
  box.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    zoom(k * Math.exp(-event.deltaY / 300), ...place(event.clientX, event.clientY));
  }, { passive: false });
  let drag = null, dragged = false, pinch = null;
  box.addEventListener("pointerdown", (event) => {
    dragged = false;
    if (event.pointerType === "mouse" && !event.button) drag = [event.clientX, event.clientY, box.scrollLeft, box.scrollTop];
  });
  addEventListener("pointermove", (event) => {
    const [x, y] = drag ? [event.clientX - drag[0], event.clientY - drag[1]] : [0, 0];
    dragged = dragged || Math.hypot(x, y) > 5;
    if (drag && dragged) box.scrollTo(drag[2] - x, drag[3] - y);
  });
  addEventListener("pointerup", () => { drag = null; });
  const apart = ([one, other]) => Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
  box.addEventListener("touchstart", ({ touches }) => { pinch = touches.length === 2 ? [apart(touches), k] : null; }, { passive: true });
  box.addEventListener("touchmove", (event) => {
    const [one, other] = event.touches;
    if (!pinch || !other) return;
    event.preventDefault();
    zoom(pinch[1] * apart(event.touches) / pinch[0], ...place((one.clientX + other.clientX) / 2, (one.clientY + other.clientY) / 2));
  }, { passive: false });

  // what the parts of the picture stand for: a row of the record by its number, duties by theirs
  const rowOf = (seq) => byId(`r${seq}`), dutyOf = (number) => byId(`v${number}`);
  const told = (row, from, to) => row ? [...row.cells].slice(from, to).map((one) => one.textContent.trim()).filter(Boolean).join(" · ") : "";
  const ofRow = (seq) => told(rowOf(seq), 1, 5), ofDuty = (number) => told(dutyOf(number), 0, 7);
  const textOf = (one) => ofRow(one.dataset.r) || ofDuty(words(one, "d")[0]), key = (one) => one.dataset.r ? `r${one.dataset.r}` : `d${one.dataset.d}`;
  const parts = $$("#t-plot [data-r], #t-plot [data-d], #t-bands [data-r], #t-signs [data-r], #t-signs [data-d]");
  const firsts = new Map();
  for (const one of parts) if (!firsts.has(key(one)) && textOf(one)) firsts.set(key(one), one);
  const marks = [...firsts.values()].sort((one, other) => one.dataset.x - other.dataset.x);
  marks.forEach((one, number) => {
    one.setAttribute("role", "button");
    one.setAttribute("aria-label", textOf(one));
    one.setAttribute("tabindex", number ? -1 : 0);
  });
  const causes = new Map($$("tr[data-c]").map((row) => [row.id.slice(1), row.dataset.c])), effects = new Map();
  for (const [seq, cause] of causes) effects.set(cause, [...(effects.get(cause) || []), seq]);

  const tip = document.body.appendChild(make("div", "", { id: "tip", hidden: true }));
  const show = (text, x = 0, y = 0) => {
    Object.assign(tip, { textContent: text, hidden: !text });
    tip.style.left = `${Math.max(4, Math.min(x + 14, innerWidth - tip.offsetWidth - 8))}px`;
    tip.style.top = `${y + 18 + tip.offsetHeight > innerHeight ? y - tip.offsetHeight - 12 : y + 18}px`;
  };
  const partAt = (event) => event.target.closest("[data-r],[data-d]");
  picture.addEventListener("pointermove", (event) => {
    const one = drag && dragged ? null : partAt(event);
    show(one ? textOf(one) : "", event.clientX, event.clientY);
  });
  picture.addEventListener("pointerleave", () => show(""));
  const bring = (mark) => {  // to the middle of what of the lanes can be seen
    if (!box.contains(mark)) return mark.scrollIntoView({ block: "center" });
    const [at, frame] = [mark.getBoundingClientRect(), box.getBoundingClientRect()];
    const floor = Math.min(frame.bottom, panel.hidden ? innerHeight : panel.getBoundingClientRect().top), over = strip("bands").getBoundingClientRect().bottom;
    const [x, y] = [at.left + Math.min(at.width, 60) / 2 - frame.left, at.top + Math.min(at.height, 60) / 2];
    box.scrollBy(x - (box.clientWidth + left * base) / 2, y - (floor + Math.min(over, floor)) / 2);
  };
  const reach = (mark) => {
    for (const one of marks) one.setAttribute("tabindex", one === mark ? 0 : -1);
    bring(mark);
    mark.focus({ preventScroll: true });
  };
  picture.addEventListener("focusin", (event) => {
    const one = partAt(event);
    if (!one) return;
    for (const other of parts) other.classList.toggle("at", key(other) === key(one));
    const at = one.getBoundingClientRect();
    if (panel.hidden && one.matches(":focus-visible")) show(textOf(one), at.left, Math.min(at.bottom, innerHeight - 40));
  });
  picture.addEventListener("focusout", () => { for (const one of parts) one.classList.remove("at"); show(""); });

  // what led to a row, and what followed
  const before = (seq) => { const found = []; for (let at = causes.get(seq); at && !found.includes(at); at = causes.get(at)) found.push(at); return found; };
  const after = (seq) => {
    const found = [], next = [...(effects.get(seq) || [])];
    while (next.length) { const one = next.shift(); if (!found.includes(one)) { found.push(one); next.push(...(effects.get(one) || [])); } }
    return found.sort((one, other) => one - other);
  };
  let from = null;
  const dark = () => { for (const one of $$(".lit")) one.classList.remove("lit"); box.classList.remove("dim"); };
  const clear = () => { panel.hidden = true; dark(); if (from) from.focus({ preventScroll: true }); from = null; };
  const light = (rows, duties) => {
    dark();
    for (const one of parts) if (rows.includes(one.dataset.r) || words(one, "d").some((duty) => duties.includes(duty))) one.classList.add("lit");
    box.classList.add("dim");
  };
  const list = ([heading, texts, go, none]) => {
    const part = make("div", ""), shown = texts.slice(0, 12), [, ol] = [part.append(make("h3", heading)), part.appendChild(make("ol", ""))];
    for (const [one, text] of shown) ol.appendChild(make("li", "")).append(make("button", text, { className: "to", type: "button", onclick: () => go(one) }));
    if (texts.length > shown.length) ol.append(make("li", said.others.replace("{n}", texts.length - shown.length)));
    if (!texts.length) ol.append(make("li", none));
    return part;
  };
  const fill = (title, href, lists) => {
    const close = make("button", "×", { className: "close", type: "button", onclick: clear, ariaLabel: said.close }), ways = make("div", "", { className: "ways" });
    ways.append(...lists.map(list));
    panel.replaceChildren(close, make("b", title), " ", make("a", said["in-rows"], { href }), ways);
    panel.hidden = false;
    panel.scrollTop = 0;
  };
  const rowsTold = (seqs) => seqs.map((seq) => [seq, ofRow(seq)]), goRow = (seq) => { chooseRow(seq); const mark = firsts.get(`r${seq}`); if (mark) bring(mark); };
  const chooseRow = (seq) => {
    const [led, followed] = [before(seq), after(seq)], owed = $$("tr[data-rows]").filter((row) => words(row, "rows").includes(seq)).map((row) => row.id.slice(1));
    light([...led, seq, ...followed], owed);
    const lists = [[said["led-to-it"], rowsTold(led), goRow, said["nothing-led"]], [said.followed, rowsTold(followed), goRow, said["nothing-followed"]]];
    if (owed.length) lists.push([said["duties-of"], owed.map((one) => [one, ofDuty(one)]), chooseDuty, ""]);
    fill(ofRow(seq), `#r${seq}`, lists);
  };
  const chooseDuty = (number) => {
    const rows = words(dutyOf(number), "rows").filter(rowOf), led = rows.length ? before(rows[0]) : [], nothing = said["nothing-led"];
    light([...led, ...rows], [number]);
    fill(ofDuty(number), `#v${number}`, [[said["of-row"], rowsTold(rows), goRow, nothing], [said["led-to-it"], rowsTold(led), goRow, nothing]]);
  };
  const choose = (mark) => { if (rowOf(mark.dataset.r)) chooseRow(mark.dataset.r); else if (mark.dataset.d) chooseDuty(words(mark, "d")[0]); };
  picture.addEventListener("click", (event) => {
    const one = partAt(event), lane = event.target.closest("#t-names [data-b]");
    if (dragged) dragged = false;
    else if (one) { from = firsts.get(key(one)); choose(one); }
    else if (lane && words(lane, "b").length === 1) { who.value = who.value === lane.dataset.b ? "" : lane.dataset.b; filter(); }
  });
  document.addEventListener("click", (event) => {  // from a table to its place in the picture
    const way = event.target.closest("a.see"), mark = way && aim(way);
    if (!mark) return;
    event.preventDefault();
    if (way.dataset.v) chooseDuty(way.dataset.v); else choose(mark);
    box.scrollIntoView({ block: "start" });
    reach(firsts.get(key(mark)) || mark);
    from = way;
  });

  // one body alone
  const filter = () => {
    const body = who.value, of = (one) => words(one, "b").includes(body), rows = $$(".c-rows tbody tr, .c-duties tbody tr");
    picture.classList.toggle("only", body !== "");
    for (const one of $$(".drawn [data-b]")) one.classList.toggle("own", of(one));
    for (const row of rows) row.classList.toggle("off", body !== "" && !of(row));
    $("#told").textContent = body === "" ? "" : said.own.replace("{n}", rows.filter((row) => !row.classList.contains("off")).length);
  };
  who.onchange = filter;

  picture.addEventListener("keydown", (event) => {
    const mark = partAt(event), at = marks.indexOf(mark), one = mark && mark.dataset.r;
    if (event.target.closest(".tools")) return;
    const to = { ArrowRight: marks[at + 1], ArrowLeft: marks[at - 1], ArrowUp: firsts.get(`r${causes.get(one)}`),
      ArrowDown: (effects.get(one) || []).map((seq) => firsts.get(`r${seq}`)).find(Boolean) };
    const does = { "+": () => zoom(k * STEP), "=": () => zoom(k * STEP), "-": () => zoom(k / STEP), 0: fit };
    if (does[event.key] && !event.ctrlKey) does[event.key]();
    else if (at < 0 || !(event.key in to || event.key === "Enter" || event.key === " ")) return;
    else if (event.key in to) { if (to[event.key]) reach(to[event.key]); } else { from = mark; choose(mark); }
    event.preventDefault();
  });
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    show("");
    if (!panel.hidden) clear(); else if (who.value) { who.value = ""; filter(); }
  });

  // what is printed is not zoomed
  let kept = null;
  addEventListener("beforeprint", () => {
    kept = [k, box.scrollLeft, box.scrollTop];
    clear();
    k = 1;
    lay();
    Object.assign(grid.style, { width: "", gridTemplateColumns: `${100 * left / (left + wide)}% ${100 * wide / (left + wide)}%` });
  });
  addEventListener("afterprint", () => { if (kept) { k = kept[0]; lay(); box.scrollTo(kept[1], kept[2]); kept = null; } });
  lay();
})();
